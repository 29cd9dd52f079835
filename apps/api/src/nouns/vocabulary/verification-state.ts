import { registerEnumType } from 'type-graphql';

/** How far a number can be relied on. */
export const VerificationState = {
  MEASURED: 'MEASURED',
  SELF_REPORTED: 'SELF_REPORTED',
  CONFIRMED: 'CONFIRMED',
  CONTRADICTED: 'CONTRADICTED',
} as const;
export type VerificationState = (typeof VerificationState)[keyof typeof VerificationState];

registerEnumType(VerificationState, {
  name: 'VerificationState',
  description: 'How far a number can be relied on.',
  valuesConfig: {
    MEASURED: { description: 'Measured by the scorer of this platform.' },
    SELF_REPORTED: { description: 'Handed in; this platform has not measured the same.' },
    CONFIRMED: { description: 'Handed in, and inside the 95 % interval of what this platform measured of the same.' },
    CONTRADICTED: { description: 'Handed in, and outside the 95 % interval of what this platform measured of the same.' },
  },
});
