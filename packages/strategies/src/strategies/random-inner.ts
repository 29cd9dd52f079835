import { defineStrategy } from '../define-strategy.ts';
import { random } from './random.ts';

export const randomInner = defineStrategy({
  ...random,
  name: 'random-inner',
  label: 'Random, inner blocks',
  describe: 'Random, but never the first or the last block: the control that a strategy must beat',
  keepsEnds: true,
});
