import { Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorsQuery } from '../api/queries';
import { LiveButton } from '../live/LiveButton';
import { useLiveErrors } from '../live/useLiveErrors';
import { Page } from '../parts/Page';
import { ProblemNotice } from '../parts/ProblemNotice';
import { ErrorRows } from './ErrorRows';
import { ErrorsEmpty } from './ErrorsEmpty';
import { FilterBar } from './FilterBar';
import { KeyboardHelp } from './KeyboardHelp';
import { filterOf, readSearch, type ErrorsSearch } from './search';
import { useListKeys } from './useListKeys';
import { ViewTabs } from './ViewTabs';
import classes from './ErrorsPage.module.css';

export function ErrorsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/errors' });
  const navigate = useNavigate();
  const [paused, setPaused] = useState(false);
  const [help, setHelp] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const searchInput = useRef<HTMLInputElement>(null);

  const live = useLiveErrors(paused);
  const errors = useInfiniteQuery({ ...errorsQuery(filterOf(search)), refetchInterval: live.pollMillis });
  const items = useMemo(() => errors.data?.pages.flatMap((page) => page.items) ?? [], [errors.data]);

  const setSearch = useCallback(
    (change: Partial<ErrorsSearch>) => {
      setActive(null);
      void navigate({ to: '/errors', search: (now) => readSearch({ ...now, ...change }), replace: true });
    },
    [navigate],
  );

  useListKeys({
    items,
    active,
    onActive: setActive,
    onSearch: () => searchInput.current?.focus(),
    onHelp: () => setHelp(true),
  });

  const shown = errors.hasNextPage
    ? t('errors.shownMore', { count: items.length })
    : t('errors.shown', { count: items.length });

  return (
    <Page wide>
      <div className={classes.head}>
        <Title order={1} size="h3">
          {t('errors.title')}
        </Title>
        <ViewTabs search={search} onChange={setSearch} />
        <span className={classes.count} aria-live="polite">
          {errors.data && shown}
        </span>
        <LiveButton state={live.state} paused={paused} onToggle={() => setPaused((now) => !now)} />
        <KeyboardHelp open={help} onOpen={() => setHelp(true)} onClose={() => setHelp(false)} />
      </div>
      <FilterBar search={search} onChange={setSearch} inputRef={searchInput} />
      {errors.error && !errors.data ? (
        <ProblemNotice problem={errors.error} onAgain={() => void errors.refetch()} />
      ) : items.length === 0 ? (
        !errors.isPending && <ErrorsEmpty search={search} onChange={setSearch} />
      ) : (
        <ErrorRows
          items={items}
          active={active}
          onActive={setActive}
          hasMore={errors.hasNextPage}
          onMore={() => {
            if (!errors.isFetchingNextPage) {
              void errors.fetchNextPage();
            }
          }}
        />
      )}
    </Page>
  );
}
