import type { AppErrorCode } from '@lamina/errors';
import type { MeasuredRound, RoundOptions } from './measure-round.ts';

/** What the measuring process is asked for. */
export type EfficiencyRequest = RoundOptions;

/** What it answers: the round or a failure. */
export type EfficiencyMessage =
  | { readonly type: 'round'; readonly round: MeasuredRound }
  | { readonly type: 'failure'; readonly code: AppErrorCode; readonly message: string };
