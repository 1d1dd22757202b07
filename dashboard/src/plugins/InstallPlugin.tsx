import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../api/client';
import { pluginsQuery } from '../api/queries';
import { Foreign } from '../parts/Foreign';
import { ProblemNotice } from '../parts/ProblemNotice';

/** Sends a jar to the node, which puts it in its place only if it runs. */
export function InstallPlugin() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const install = useMutation({
    mutationFn: async (jar: File) =>
      dataOf(
        await api.POST('/api/v1/plugins', {
          body: jar as never, // the bytes of a file have no type in the contract
          bodySerializer: (body: unknown) => body as Blob,
          headers: { 'Content-Type': 'application/java-archive' },
        }),
      ),
    onSettled: () => queries.invalidateQueries(pluginsQuery),
  });
  return (
    <Stack gap="xs" align="flex-start">
      <FileButton accept=".jar,application/java-archive" onChange={(jar) => jar && install.mutate(jar)}>
        {(props) => (
          <Button {...props} loading={install.isPending} leftSection={<IconUpload size={14} aria-hidden />}>
            {t('plugins.install')}
          </Button>
        )}
      </FileButton>
      {install.error && <ProblemNotice problem={install.error} />}
      {install.data && (
        <Text size="sm" role="status">
          <Foreign
            text={t('plugins.installed', { name: install.data.id, version: install.data.version })}
            max={200}
          />
        </Text>
      )}
    </Stack>
  );
}
