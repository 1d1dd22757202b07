import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pluginQuery } from '../api/queries';
import { Page } from '../parts/Page';
import { ProblemNotice } from '../parts/ProblemNotice';
import { isPlugin } from '../plugins/steps';
import { AddsCard } from './AddsCard';
import { Facts } from './Facts';
import { Heading } from './Heading';
import { HealthCard } from './HealthCard';
import { HeldCard } from './HeldCard';
import { OptionsCard } from './OptionsCard';
import classes from '../parts/DetailPage.module.css';
import { useMeasured } from './useMeasured';

/** One plugin: how it is, what it adds and who uses that, and its options, which can be set here. */
export function PluginPage() {
  const { t } = useTranslation();
  const { plugin: id } = useParams({ from: '/plugins/$plugin' });
  const { data, error, refetch } = useQuery({ ...pluginQuery(id), refetchInterval: 5000 });
  const measured = useMeasured();
  return (
    <Page>
      <Link to="/plugins" className={classes.back}>
        <IconArrowLeft size={15} aria-hidden />
        {t('nav.plugins')}
      </Link>
      {data ? (
        <>
          <Heading plugin={data.plugin} />
          {isPlugin(data.plugin) && (
            <div className={classes.columns}>
              <div className={classes.main}>
                <AddsCard plugin={data.plugin} measured={measured} />
                <OptionsCard key={id} seen={data} />
              </div>
              <div className={classes.side}>
                <HealthCard plugin={data.plugin} measured={measured} />
                <HeldCard held={data.plugin.held} />
                <Facts plugin={data.plugin} />
              </div>
            </div>
          )}
        </>
      ) : (
        error && <ProblemNotice problem={error} onAgain={() => void refetch()} />
      )}
    </Page>
  );
}
