import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const VerificationState = defineEnum('VerificationState', 'How far a number can be relied on.', {
  MEASURED: 'Measured by the scorer of this platform.',
  SELF_REPORTED: 'Handed in; this platform has not measured the same.',
  CONFIRMED: 'Handed in, and inside the 95 % interval of what this platform measured of the same.',
  CONTRADICTED: 'Handed in, and outside the 95 % interval of what this platform measured of the same.',
});
export type VerificationState = ValueOf<typeof VerificationState>;
