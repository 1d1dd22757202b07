import { Button, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PluginDetail } from '../api/types';
import { Foreign } from '../parts/Foreign';
import { LongText } from '../parts/LongText';
import { Notice } from '../parts/Notice';
import { StateMark } from '../parts/StateMark';
import { visible } from '../parts/visible';
import { StepDialog } from '../plugins/StepDialog';
import { isPlugin, stepsOf } from '../plugins/steps';
import { tones } from '../plugins/tones';
import { useSession } from '../session/SessionContext';
import classes from './Heading.module.css';

/** What it is, whether it runs and why not, and what may be asked of it. */
export function Heading({ plugin }: { plugin: PluginDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [steering, { open, close }] = useDisclosure(false);
  const steers = useSession().session.role === 'admin' && stepsOf(plugin).length > 0;
  return (
    <>
      <div className={classes.head}>
        <div className={classes.what}>
          <Title order={1} size="h3" className={classes.title}>
            <Foreign text={plugin.id} max={120} />
          </Title>
          {plugin.description !== '' && (
            <p className={classes.lead}>
              <Foreign text={plugin.description} max={300} />
            </p>
          )}
          <p className={classes.line}>
            <StateMark tone={tones[plugin.state]} label={t(`plugins.is.${plugin.state}`)} />
            {plugin.version !== '' && (
              <span className={classes.mono}>
                <Foreign text={plugin.version} max={60} />
              </span>
            )}
            {plugin.provider !== '' && <Foreign text={plugin.provider} max={80} />}
          </p>
        </div>
        {steers && (
          <Button
            variant="default"
            onClick={open}
            aria-label={t('plugins.steps', { name: visible(plugin.id) })}
          >
            {t('plugins.steer')}
          </Button>
        )}
      </div>
      {(plugin.state !== 'started' || plugin.refusal !== null) && (
        <div className={classes.notices}>
          {plugin.state === 'failed' && (
            <Notice tone="danger">
              {t(isPlugin(plugin) ? 'plugin.failed' : 'plugin.noPlugin')}{' '}
              <LongText text={plugin.problem ?? ''} title={t('plugins.problem')} max={600} />
            </Notice>
          )}
          {plugin.state === 'quarantined' && (
            <Notice tone="danger">
              {t('plugin.quarantined')}{' '}
              <LongText text={plugin.problem ?? ''} title={t('plugins.problem')} max={600} />
            </Notice>
          )}
          {plugin.state === 'stopped' && <Notice tone="warn">{t('plugin.stopped')}</Notice>}
          {plugin.refusal !== null && (
            <Notice tone="warn">
              {t('plugins.refused')} <LongText text={plugin.refusal} title={t('plugins.refusal')} max={600} />
            </Notice>
          )}
        </div>
      )}
      <StepDialog
        plugin={steering ? plugin : null}
        onClose={close}
        onRemoved={() => void navigate({ to: '/plugins' })}
      />
    </>
  );
}
