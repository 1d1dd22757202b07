import { ActionIcon, Kbd, Modal, Tooltip } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './KeyboardHelp.module.css';

interface Props {
  open: boolean;
  onOpen: () => void;
  onClose: () => void;
}

const keys = [
  { keys: ['/'], does: 'search' },
  { keys: ['j'], does: 'next' },
  { keys: ['k'], does: 'previous' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['u'], does: 'back' },
  { keys: ['e'], does: 'edit' },
  { keys: ['Ctrl', 'Enter'], does: 'send' },
  { keys: ['?'], does: 'help' },
] as const;

export function KeyboardHelp({ open, onOpen, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Tooltip label={t('keys.title')}>
        <ActionIcon
          className={classes.button}
          variant="subtle"
          color="gray"
          onClick={onOpen}
          aria-label={t('keys.title')}
        >
          <IconKeyboard size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Modal
        opened={open}
        onClose={onClose}
        title={t('keys.title')}
        size="sm"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <dl className={classes.list}>
          {keys.map((row) => (
            <div key={row.does} className={classes.row}>
              <dt>
                {row.keys.map((key) => (
                  <Kbd key={key} size="xs">
                    {key}
                  </Kbd>
                ))}
              </dt>
              <dd>{t(`keys.${row.does}`)}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}
