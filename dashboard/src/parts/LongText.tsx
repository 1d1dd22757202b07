import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { CodeEditor } from './CodeEditor';
import { Foreign } from './Foreign';
import { sizeOf } from './sizeOf';

interface Props {
  text: string;
  title: string;
  max?: number;
  className?: string | undefined;
}

/** Foreign text that may be long: its beginning, and all of it on demand. */
export function LongText({ text, title, max = 600, className }: Props) {
  const { t, i18n } = useTranslation();
  const [open, { open: show, close }] = useDisclosure(false);
  return (
    <>
      <Foreign text={text} max={max} className={className} />
      {text.length > max && (
        <>
          {' '}
          <Button variant="default" size="compact-xs" onClick={show}>
            {t('common.showAll', { size: sizeOf(text, i18n.language) })}
          </Button>
          <Modal
            opened={open}
            onClose={close}
            title={title}
            size="xl"
            closeButtonProps={{ 'aria-label': t('common.close') }}
          >
            <CodeEditor value={text} language="text" readOnly label={title} />
          </Modal>
        </>
      )}
    </>
  );
}
