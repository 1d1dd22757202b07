import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import ko from './ko.json';

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

const CHOSEN = 'sidetrack.language';

/** Plural forms that English has and the type of the catalogue knows. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export function initialLanguage(stored: string | null, preferred: readonly string[]): Language {
  const wanted = [stored, ...preferred].map((name) => name?.split('-')[0]);
  return (
    languages.find((language) => language === wanted.find((name) => name === 'en' || name === 'ko')) ?? 'en'
  );
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(CHOSEN, language);
  void i18next.changeLanguage(language);
}

i18next.on('languageChanged', (language) => {
  document.documentElement.lang = language;
});

await i18next.use(initReactI18next).init({
  lng: initialLanguage(localStorage.getItem(CHOSEN), navigator.languages),
  fallbackLng: 'en',
  resources: { en: { translation: en }, ko: { translation: ko } },
  interpolation: { escapeValue: false }, // React escapes
});
