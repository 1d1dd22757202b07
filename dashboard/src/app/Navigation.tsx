import {
  IconAlertTriangle,
  IconArrowFork,
  IconHistory,
  IconKey,
  IconPuzzle,
  IconStack2,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { subscriptionsQuery } from '../api/queries';
import { useSession } from '../session/SessionContext';
import classes from './Navigation.module.css';

const pages = [
  { to: '/errors', key: 'nav.errors', Icon: IconAlertTriangle },
  { to: '/subscriptions', key: 'nav.subscriptions', Icon: IconArrowFork },
  { to: '/channels', key: 'nav.channels', Icon: IconStack2 },
  { to: '/plugins', key: 'nav.plugins', Icon: IconPuzzle },
  { to: '/audit', key: 'nav.audit', Icon: IconHistory },
  { to: '/tokens', key: 'nav.tokens', Icon: IconKey, role: 'admin' },
] as const;

export function Navigation() {
  const { t } = useTranslation();
  const { data } = useQuery(subscriptionsQuery);
  const { role } = useSession().session;
  const open = data?.reduce((sum, subscription) => sum + subscription.open, 0) ?? 0;
  return (
    <nav aria-label={t('nav.label')} className={classes.nav}>
      {pages
        .filter((page) => !('role' in page) || page.role === role)
        .map(({ to, key, Icon }) => (
          <Link key={to} to={to} className={classes.link} activeProps={{ 'data-active': true }}>
            <Icon size={17} stroke={1.7} aria-hidden />
            <span>{t(key)}</span>
            {to === '/errors' && open > 0 && (
              <span className={classes.count}>
                <span aria-hidden>{open}</span>
                <span className={classes.told}>{t('nav.waiting', { count: open })}</span>
              </span>
            )}
          </Link>
        ))}
    </nav>
  );
}
