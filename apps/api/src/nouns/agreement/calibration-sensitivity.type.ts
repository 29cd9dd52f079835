import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';
import { OrderAgreement } from './order-agreement.type.ts';

@outputType('One calibration with which the model was scored.')
export class SensitivityRun {
  readonly scoreRunKey!: string;

  @field(Int, 'Its index in this list; pairs refer to it.') readonly index!: number;
  @field(String, 'Description of the calibration set and its windows.') readonly label!: string;
  @field([Int], 'The lowestCount lowest layers, lowest first.') readonly lowest!: readonly number[];
}

@outputType('Agreement between two score runs of the model.')
export class SensitivityPair extends OrderAgreement {
  @field(Int, 'Index of the first run.') readonly first!: number;
  @field(Int, 'Index of the second run.') readonly second!: number;
  @field(Boolean, 'Whether both runs used the same documents. If so, each bootstrap draw applies to both.') readonly isPaired!: boolean;
}

@outputType('How much the order of the layers depends on the calibration text and its windows.')
export class CalibrationSensitivity {
  @field(Metric, 'The metric.') readonly metric!: Metric;
  @field(Int, 'Number of lowest layers that are compared.') readonly lowestCount!: number;
  @field(Int, 'Number of bootstrap draws.') readonly draws!: number;
  @field([SensitivityRun], 'The newest run of each calibration, oldest calibration first.') readonly runs!: readonly SensitivityRun[];
  @field([SensitivityPair], 'Every pair of runs.') readonly pairs!: readonly SensitivityPair[];
  @field([Float], 'For each layer, the share of runs in which it is among the lowest layers: 0 or 1 = the calibration makes no difference.')
  readonly lowestShare!: readonly number[];
  @nullable(Float, 'Lowest overlap of all pairs of runs: 1 = the calibration makes no difference; null if there is only one run.')
  readonly worstJaccard!: number | null;
}
