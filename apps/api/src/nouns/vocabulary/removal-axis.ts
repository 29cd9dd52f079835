import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const RemovalAxis = defineEnum('RemovalAxis', 'What a removed share is a share of.', {
  BLOCKS: 'Layers: 2 of 8 are a quarter, whatever their size.',
  PARAMETERS: 'Parameters, those outside the layers included: models of few or small layers lose more layers for the same share.',
});
export type RemovalAxis = ValueOf<typeof RemovalAxis>;
