import { traceOf } from '../linear-algebra/matrix.ts';
import { defineRatio, ratioOf } from './repair.ts';

/** s = tr(XᵀY) / tr(XᵀX). */
export const scalarLs = defineRatio({
  kind: 'scalar-ls',
  label: 'Scalar, least squares',
  describe: 'One factor for the whole state, by least squares.',
  replaces: ['block'],
  form: 'scale',
  moments: 'stream',
  settings: ['token-weights'],
  foldsInto: ['safetensors'],
  solve: ({ step, gram }) => ({ form: 'scale', factor: 1 + ratioOf(traceOf(step), traceOf(gram), 0) }),
});
