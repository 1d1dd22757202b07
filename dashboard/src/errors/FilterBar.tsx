import { ActionIcon, Button, CloseButton, Kbd, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { subscriptionsQuery } from '../api/queries';
import { visible } from '../parts/visible';
import classes from './FilterBar.module.css';
import { isFiltered, type ErrorsSearch } from './search';
import { useTypedFilter } from './useTypedFilter';

interface Props {
  search: ErrorsSearch;
  onChange: (change: Partial<ErrorsSearch>) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

const nothing: ErrorsSearch = {
  q: undefined,
  subscription: undefined,
  key: undefined,
  type: undefined,
  group: undefined,
};

export function FilterBar({ search, onChange, inputRef }: Props) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const { data: subscriptions } = useQuery(subscriptionsQuery);
  const q = useTypedFilter(search.q, (value) => onChange({ q: value }));
  const key = useTypedFilter(search.key, (value) => onChange({ key: value }));
  const type = useTypedFilter(search.type, (value) => onChange({ type: value }));
  const names = [
    ...new Set([...(subscriptions ?? []).map(({ name }) => name), search.subscription ?? []].flat()),
  ];

  return (
    <search className={classes.bar} data-open={open || undefined}>
      <TextInput
        ref={inputRef}
        className={classes.search}
        aria-label={t('errors.search')}
        placeholder={t('errors.search')}
        leftSection={<IconSearch size={14} />}
        rightSection={q.value === '' ? <Kbd size="xs">/</Kbd> : undefined}
        {...q}
      />
      <ActionIcon
        className={classes.more}
        variant="default"
        size={30}
        onClick={toggle}
        aria-expanded={open}
        aria-label={t('errors.filters')}
      >
        <IconFilter size={15} />
      </ActionIcon>
      <div className={classes.fields}>
        <Select
          className={classes.subscription}
          aria-label={t('errors.subscription')}
          placeholder={t('errors.anySubscription')}
          data={names.map((name) => ({ value: name, label: visible(name, 60) }))}
          value={search.subscription ?? null}
          onChange={(value) => onChange({ subscription: value ?? undefined })}
          clearable
          searchable
        />
        <TextInput
          className={classes.text}
          aria-label={t('errors.key')}
          placeholder={t('errors.key')}
          {...key}
        />
        <TextInput
          className={classes.text}
          aria-label={t('errors.type')}
          placeholder={t('errors.type')}
          {...type}
        />
        {search.group !== undefined && (
          <span className={classes.chip}>
            <bdi>
              {t('errors.group', { group: visible(search.group.split('.').slice(-2).join('.'), 40) })}
            </bdi>
            <CloseButton
              size="xs"
              aria-label={t('common.clear')}
              onClick={() => onChange({ group: undefined })}
            />
          </span>
        )}
        {isFiltered(search) && (
          <Button variant="subtle" color="gray" onClick={() => onChange(nothing)}>
            {t('errors.clearFilters')}
          </Button>
        )}
      </div>
    </search>
  );
}
