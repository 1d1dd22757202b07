import type { ErroredDetail, Resolution, Status } from '../api/types';

/** Where an errored event is on its way, as a person sees it. */
export type Course = 'waits' | 'runs' | 'succeeded' | 'gone';

const courses: Record<Status, Course> = {
  open: 'waits',
  indeterminate: 'waits',
  handling: 'runs',
  retrying: 'runs',
  outage: 'runs',
  decided: 'runs',
  running: 'runs',
  moving: 'runs',
  succeeded: 'succeeded',
  discarded: 'gone',
  redirected: 'gone',
  superseded: 'gone',
};

export function courseOf(status: Status): Course {
  return courses[status];
}

/** Whether what is known of an event tells what came of a decision that was taken when it had this version. */
export function isAfter(detail: Pick<ErroredDetail, 'version'>, seen: number): boolean {
  return detail.version > seen;
}

/** Whether the node takes a decision in this status. */
export function isDecidable(status: Status): boolean {
  return courses[status] === 'waits' || status === 'handling' || status === 'retrying' || status === 'outage';
}

/** The last decision that did something; to leave it to a person is none. */
export function lastDecision(detail: ErroredDetail): Resolution | undefined {
  return detail.resolutions.filter((resolution) => resolution.action !== 'leave').at(-1);
}
