import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/EmptyState';
import { isFiltered, viewOf, type ErrorsSearch } from './search';

interface Props {
  search: ErrorsSearch;
  onChange: (change: Partial<ErrorsSearch>) => void;
}

/** Says why the list is empty and what to do next. */
export function ErrorsEmpty({ search, onChange }: Props) {
  const { t } = useTranslation();
  const toAll = (
    <Button variant="default" onClick={() => onChange({ status: 'all' })}>
      {t('errors.toAll')}
    </Button>
  );
  const toChannels = (
    <Button variant="default" component={Link} to="/channels">
      {t('errors.toChannels')}
    </Button>
  );
  if (isFiltered(search)) {
    return (
      <EmptyState title={t('errors.empty.filtered')} hint={t('errors.empty.filteredHint')}>
        {viewOf(search) !== 'all' && toAll}
      </EmptyState>
    );
  }
  if (viewOf(search) === 'all') {
    return (
      <EmptyState title={t('errors.empty.none')} hint={t('errors.empty.noneHint')}>
        {toChannels}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={t('errors.empty.waiting')} hint={t('errors.empty.waitingHint')} good>
      {toAll}
      {toChannels}
    </EmptyState>
  );
}
