import { toEnumName } from '@lamina/metrics';
import type { ReactNode } from 'react';
import { getRepairLabel } from '../pruning/repair-name.ts';
import control from '../ui/control.module.css';
import { Select } from '../ui/select.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { CalibrationChoice } from './load-submit.ts';
import styles from './submit.module.css';
import { STUDY_REPAIRS, type SubmitParams } from './submit-params.ts';

type StudyRepair = SubmitParams['repairs'][number];

const HELP: Readonly<Record<StudyRepair, string>> = {
  scalar: 'One factor for the whole state: the ratio of magnitudes.',
  'scalar-ls': 'One factor for the whole state, by least squares.',
  diagonal: 'A factor for each channel: the ratio of magnitudes.',
  'diagonal-ls': 'A factor for each channel, by least squares.',
  'hadamard-diagonal': 'A factor for each channel of a rotated basis.',
  'linear-fold': 'A matrix that is multiplied into the weights before the gap, so that nothing is added to the model.',
  linear: 'A matrix of width × width for each gap, by least squares.',
  'low-rank': 'A matrix of rank 64 for each gap, by least squares.',
};

const CHOICES = STUDY_REPAIRS.map((value) => ({ value, label: getRepairLabel(toEnumName(value)), title: HELP[value] }));

export interface RepairFieldsProps {
  readonly params: Pick<SubmitParams, 'repairs' | 'repairText'>;
  readonly texts: readonly Pick<CalibrationChoice, 'slug' | 'name'>[];
  readonly onChange: (changes: Partial<RepairFieldsProps['params']>) => void;
}

/** Repairs of the removed blocks, and the text on which they are solved. */
export function RepairFields({ params: { repairs, repairText }, texts, onChange }: RepairFieldsProps): ReactNode {
  return (
    <>
      <ChoiceList
        legend="Repairs"
        hint="A repair replaces removed blocks by a linear operator that is solved from a text, without training. Every removal of whole blocks is evaluated without a repair, and with each of these; random draws, attentions and MLPs are not repaired. By default nothing is repaired."
        name="repairs"
        choices={CHOICES}
        chosen={repairs}
        onChange={(chosen) => onChange({ repairs: chosen })}
      />
      {repairs.length > 0 && (
        <div className={styles.field}>
          <div className={control.bar}>
            <Select
              label="Solve repairs on"
              value={repairText ?? ''}
              options={[{ value: '', label: 'The text of the scores' }, ...texts.map(({ slug, name }) => ({ value: slug, label: name }))]}
              onChange={(slug) => onChange({ repairText: slug === '' ? null : slug })}
            />
          </div>
          <p className={styles.hint}>
            A benchmark whose documents occur in this text is refused, because it would judge what it has solved.
          </p>
        </div>
      )}
    </>
  );
}
