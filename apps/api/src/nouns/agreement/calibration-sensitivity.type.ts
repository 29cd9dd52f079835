import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { Metric } from '../vocabulary/metric.ts';
import { OrderAgreement } from './order-agreement.type.ts';

@outputType('One of the ways in which the model was scored.')
export class SensitivityRun {
  readonly scoreRunKey!: string;

  @field(Int, 'Its number in this list, which pairs refer to.') readonly index!: number;
  @field(String, 'Calibration set and how it was cut, in words.') readonly label!: string;
  @field([Int], 'The lowestCount lowest layers, lowest first.') readonly lowest!: readonly number[];
}

@outputType('How far two scorings of the model agree.')
export class SensitivityPair extends OrderAgreement {
  @field(Int, 'Index of the one run.') readonly first!: number;
  @field(Int, 'Index of the other run.') readonly second!: number;
  @field(Boolean, 'Both read the same documents, which the bootstrap then draws for both at once.') readonly isPaired!: boolean;
}

@outputType('How much the order of the layers depends on the text and the windows that the model is scored on.')
export class CalibrationSensitivity {
  @field(Metric, 'The metric.') readonly metric!: Metric;
  @field(Int, 'How many lowest layers are looked at.') readonly lowestCount!: number;
  @field(Int, 'Draws of the bootstrap.') readonly draws!: number;
  @field([SensitivityRun], 'The newest run of each calibration, oldest calibration first.') readonly runs!: readonly SensitivityRun[];
  @field([SensitivityPair], 'Every pair of runs.') readonly pairs!: readonly SensitivityPair[];
  @field([Float], 'For each layer the share of runs that have it among their lowest: 0 or 1 = the calibration makes no difference.')
  readonly lowestShare!: readonly number[];
  @nullable(Float, 'Lowest overlap of any pair: 1 = the calibration makes no difference; null with one run.')
  readonly worstJaccard!: number | null;
}
