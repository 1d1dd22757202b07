import { createTheme, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e9f5f7',
  '#d2e7eb',
  '#a4ced7',
  '#73b5c2',
  '#4d9fb0',
  '#3692a5',
  '#28889b',
  '#136373',
  '#0f5664',
  '#094a57',
];

export const theme = createTheme({
  primaryColor: 'petrol',
  colors: { petrol },
  primaryShade: { light: 7, dark: 7 },
  fontFamily: '"Inter Variable", "Noto Sans KR", "Noto Sans CJK KR", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", "Noto Sans Mono CJK KR", ui-monospace, monospace',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 300 } },
  },
});
