import { getRepair } from '@lamina/metrics';
import type { ReactNode } from 'react';
import control from '../ui/control.module.css';
import { Select } from '../ui/select.tsx';
import { ChoiceList } from './choice-list.tsx';
import type { CalibrationChoice } from './load-submit.ts';
import styles from './submit.module.css';
import { STUDY_REPAIRS, type SubmitParams } from './submit-params.ts';

const CHOICES = STUDY_REPAIRS.map((value) => ({ value, label: getRepair(value).label, title: getRepair(value).describe }));

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
            A benchmark whose documents occur in this text is refused: it would judge the repair on the text that solved it.
          </p>
        </div>
      )}
    </>
  );
}
