import type { EnumName } from '@lamina/metrics';
import type { UnitKind as PlanUnitKind } from '@lamina/plans';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

export const UnitKind = defineEnum('UnitKind', 'Kinds of units that can be removed from a model.', {
  BLOCK: ['block', 'A whole layer.'],
  ATTENTION: ['attention', 'The attention of a layer, with its cache.'],
  MLP: ['mlp', 'The MLP of a layer, including its experts.'],
} satisfies Record<EnumName<PlanUnitKind>, readonly [PlanUnitKind, string]>);
export type UnitKind = ValueOf<typeof UnitKind>;
