'use client';

import type { ReactNode } from 'react';
import { getTreatmentLabel, TREATMENTS, type Treatment } from '../pruning/repair-name.ts';
import { getUnitSetLabel, UNIT_SETS, type UnitSet } from '../pruning/unit-sets.ts';
import { Explain } from '../ui/explain.tsx';
import { Select } from '../ui/select.tsx';

export interface TreatmentSelectsProps {
  readonly units: UnitSet;
  readonly treatment: Treatment;
  readonly onUnits: (units: UnitSet) => void;
  readonly onTreatment: (treatment: Treatment) => void;
}

const UNITS = UNIT_SETS.map((value) => ({ value, label: getUnitSetLabel(value) }));
const OPTIONS = TREATMENTS.map((value) => ({ value, label: getTreatmentLabel(value) }));

/** What may be removed, and what replaces it. */
export function TreatmentSelects({ units, treatment, onUnits, onTreatment }: TreatmentSelectsProps): ReactNode {
  return (
    <>
      <Select label="Units" value={units} options={UNITS} onChange={onUnits} />
      <Select label="Repair" value={treatment} options={OPTIONS} onChange={onTreatment} />
      <Explain term="repair" />
    </>
  );
}
