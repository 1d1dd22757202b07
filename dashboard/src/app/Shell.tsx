import { ActionIcon, Burger, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLogout } from '@tabler/icons-react';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveSubscriptions } from '../live/useLiveSubscriptions';
import { Foreign } from '../parts/Foreign';
import { Logo } from '../parts/Logo';
import { useSession } from '../session/SessionContext';
import { Navigation } from './Navigation';
import { NodeNotice } from './NodeNotice';
import { Preferences } from './Preferences';
import classes from './Shell.module.css';

/** What surrounds every page: where one can go, who one is, whether the node answers. */
export function Shell() {
  const { t } = useTranslation();
  const { session, logOut } = useSession();
  useLiveSubscriptions();
  const [open, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(close, [path, close]);

  return (
    <div className={classes.shell} data-open={open || undefined}>
      <a className={classes.skip} href="#content">
        {t('app.skip')}
      </a>
      <aside className={classes.side} aria-label={t('app.name')}>
        <div className={classes.brand}>
          <Logo size={22} />
          <span>{t('app.name')}</span>
          <Burger
            className={classes.burger}
            opened={open}
            onClick={toggle}
            size="sm"
            aria-label={t('app.menu')}
          />
        </div>
        <div className={classes.fold}>
          <Navigation />
          <div className={classes.foot}>
            <Text size="xs" className={classes.who} title={session.name}>
              <Foreign text={session.name} max={40} /> · {t(`session.role.${session.role}`)}
            </Text>
            <div className={classes.tools}>
              <Preferences />
              <Tooltip label={t('session.logOut')}>
                <ActionIcon variant="subtle" color="gray" onClick={logOut} aria-label={t('session.logOut')}>
                  <IconLogout size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            </div>
          </div>
        </div>
      </aside>
      <main id="content" className={classes.main} tabIndex={-1}>
        <NodeNotice />
        <Outlet />
      </main>
    </div>
  );
}
