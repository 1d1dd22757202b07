import { useTranslation } from 'react-i18next';
import type { PluginDetail } from '../api/types';
import { Card } from '../parts/Card';
import { FactList } from '../parts/FactList';
import { othersReplacedWith } from './adds';

/** What is known of its jar, and of those that lie beside it. */
export function Facts({ plugin }: { plugin: PluginDetail }) {
  const { t } = useTranslation();
  const { inFolder, before, sha256 } = plugin;
  const others = othersReplacedWith(plugin);
  return (
    <Card title={t('plugin.facts')}>
      <FactList
        facts={[
          [
            t('plugin.fact.inFolder'),
            inFolder === null
              ? t('plugin.fact.nothing')
              : inFolder.sha256 === sha256
                ? t('plugin.fact.same')
                : t('plugin.fact.otherJar', { version: inFolder.version }),
          ],
          [t('plugin.fact.before'), before?.version],
          [t('plugin.fact.jar'), plugin.jar],
          [t('plugin.fact.sha256'), sha256 || null],
          [t('plugin.fact.signer'), plugin.signer],
          [t('plugin.fact.along'), others.length > 0 ? others.join(', ') : null],
        ]}
      />
    </Card>
  );
}
