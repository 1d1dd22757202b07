import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { Foreign } from './Foreign';

interface Props {
  problem: Error;
  onAgain?: () => void;
}

/** A failure in the node's own words, which say what was found, what was expected and what to do. */
export function ProblemNotice({ problem, onAgain }: Props) {
  const { t } = useTranslation();
  const told = problem instanceof Problem ? problem : new Problem(-1, { detail: problem.message });
  const title =
    told.status === 0
      ? t('problem.unreachableShort')
      : told.status === 403
        ? t('problem.forbidden')
        : (told.body.title ?? t('problem.failed'));
  const errors = told.body.errors ?? [];
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {told.message !== '' && <Foreign text={told.message} max={1000} />}
      {errors.length > 0 && (
        <ul>
          {errors.slice(0, 20).map(({ at, detail }) => (
            <li key={`${at} ${detail}`}>
              <code>
                <Foreign text={at} />
              </code>{' '}
              <Foreign text={detail} max={1000} />
            </li>
          ))}
        </ul>
      )}
      {onAgain && (
        <div>
          <Button variant="default" mt="xs" onClick={onAgain}>
            {t('problem.again')}
          </Button>
        </div>
      )}
    </Alert>
  );
}
