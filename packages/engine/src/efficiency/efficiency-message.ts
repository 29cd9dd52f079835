import type { AppErrorCode } from '@lamina/errors';
import type { EfficiencyMeasurement } from './efficiency-measurement.ts';
import type { VariantOptions } from './measure-variant.ts';

/** What the measuring process is asked for. */
export type EfficiencyRequest = VariantOptions;

/** What it reports: that a repetition is done, and then the measurement or a failure. */
export type EfficiencyMessage =
  | { readonly type: 'repetition' }
  | { readonly type: 'result'; readonly result: EfficiencyMeasurement }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
