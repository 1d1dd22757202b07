import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, languages } from '../i18n/i18n';
import classes from './Preferences.module.css';

const schemes = [
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
  { value: 'auto', Icon: IconDeviceDesktop },
] as const;

const names = { en: 'preferences.english', ko: 'preferences.korean' } as const;
const schemeNames = {
  light: 'preferences.light',
  dark: 'preferences.dark',
  auto: 'preferences.auto',
} as const;

/** Language and appearance. */
export function Preferences() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const SchemeIcon = schemes.find((scheme) => scheme.value === colorScheme)?.Icon ?? IconSun;
  return (
    <div className={classes.row}>
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Tooltip label={t('preferences.language')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('preferences.language')}>
              <IconLanguage size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {languages.map((language) => (
            <Menu.Item
              key={language}
              lang={language}
              onClick={() => chooseLanguage(language)}
              rightSection={i18n.language === language ? <IconCheck size={14} /> : undefined}
            >
              {t(names[language])}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <Tooltip label={t('preferences.scheme')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('preferences.scheme')}>
              <SchemeIcon size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {schemes.map(({ value, Icon }) => (
            <Menu.Item
              key={value}
              onClick={() => setColorScheme(value)}
              leftSection={<Icon size={15} />}
              rightSection={colorScheme === value ? <IconCheck size={14} /> : undefined}
            >
              {t(schemeNames[value])}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
