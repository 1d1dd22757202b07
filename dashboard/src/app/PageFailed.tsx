import type { ErrorComponentProps } from '@tanstack/react-router';
import { Page } from '../parts/Page';
import { ProblemNotice } from '../parts/ProblemNotice';

/** What a page shows when its own code fails. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page>
      <ProblemNotice problem={error instanceof Error ? error : new Error(String(error))} onAgain={reset} />
    </Page>
  );
}
