import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { viewOf, views, type ErrorsSearch, type View } from './search';

interface Props {
  search: ErrorsSearch;
  onChange: (change: Partial<ErrorsSearch>) => void;
}

export function ViewTabs({ search, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('errors.view.label')}
      value={viewOf(search)}
      onChange={(view) => onChange({ status: view as View })}
      data={views.map((view) => ({ value: view, label: t(`errors.view.${view}`) }))}
      transitionDuration={0}
    />
  );
}
