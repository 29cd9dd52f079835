import type { OrderEstimate, OrderAgreement as OrdersAgreement } from '@lamina/metrics';
import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { Strategy } from '../vocabulary/removal.ts';

@outputType('A measure of agreement with its 95 % interval from a document bootstrap.')
export class AgreementEstimate implements OrderEstimate {
  @nullable(Float, 'The value; null where it is not defined.') readonly value!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval; null if neither side stores values per document.')
  readonly confidenceInterval!: ConfidenceInterval | null;
}

@outputType('How far two orders of the layers of one model agree.')
export class OrderAgreement implements OrdersAgreement {
  @field(AgreementEstimate, "Spearman's rank correlation, −1 to 1.") readonly spearman!: AgreementEstimate;
  @field(AgreementEstimate, "Kendall's tau-b, −1 to 1.") readonly kendallTauB!: AgreementEstimate;
  @field(AgreementEstimate, 'Jaccard overlap of the layers that would be removed first, 0 to 1.') readonly jaccard!: AgreementEstimate;
}

@outputType('Agreement between two strategies on the order of removal.')
export class StrategyPair extends OrderAgreement {
  @field(Strategy, 'The first strategy.') readonly first!: Strategy;
  @field(Strategy, 'The second strategy.') readonly second!: Strategy;
}

@outputType('The layers that a strategy removes first.')
export class StrategyOrder {
  @field(Strategy, 'The strategy.') readonly strategy!: Strategy;
  @field([Int], 'lowestCount layers in the order of removal.') readonly lowest!: readonly number[];
}

@outputType('Agreement between strategies that use the scores of one run, or no scores.')
export class StrategyAgreement {
  readonly scoreRunKey!: string;

  @field(Int, 'How many layers the overlaps compare.') readonly lowestCount!: number;
  @field(Int, 'Number of bootstrap draws.') readonly draws!: number;
  @field([StrategyOrder], 'Every strategy that orders all layers.') readonly orders!: readonly StrategyOrder[];
  @field([StrategyPair], 'Every pair of strategies.') readonly pairs!: readonly StrategyPair[];
}

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
