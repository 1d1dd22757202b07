import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../parts/EmptyState';
import { Page } from '../parts/Page';

export function PageMissing() {
  const { t } = useTranslation();
  return (
    <Page>
      <EmptyState title={t('app.missing')} hint={t('app.missingHint')}>
        <Button variant="default" component={Link} to="/errors">
          {t('nav.errors')}
        </Button>
      </EmptyState>
    </Page>
  );
}
