-- The remote channel that an errored event is to be sent to, in place of being run again.
ALTER TABLE errored ADD COLUMN redirect_to TEXT;
