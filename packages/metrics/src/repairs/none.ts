import { defineRatio } from './repair.ts';

export const none = defineRatio({
  kind: 'none',
  label: 'No repair',
  describe: 'Nothing replaces the removed layers.',
  replaces: ['block'],
  form: 'identity',
  moments: 'stream',
  foldsInto: ['safetensors', 'gguf'],
  solve: () => ({ form: 'identity' }),
});
