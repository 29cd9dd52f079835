import { defineRatio } from './repair.ts';

export const none = defineRatio({
  kind: 'none',
  label: 'No repair',
  paper: '',
  describe: 'Nothing replaces the removed layers.',
  replaces: ['block'],
  form: 'identity',
  moments: 'stream',
  settings: [],
  foldsInto: ['safetensors', 'gguf'],
  solve: () => ({ form: 'identity' }),
});
