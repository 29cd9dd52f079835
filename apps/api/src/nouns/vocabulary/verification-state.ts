import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const VerificationState = defineEnum('VerificationState', 'Whether a number was measured here, or imported and checked.', {
  MEASURED: 'Measured by a scorer of this platform.',
  SELF_REPORTED: 'Imported; this platform has no measurement to compare with.',
  CONFIRMED: "Imported, and inside the 95 % interval of this platform's own measurement.",
  CONTRADICTED: "Imported, and outside the 95 % interval of this platform's own measurement.",
});
export type VerificationState = ValueOf<typeof VerificationState>;
