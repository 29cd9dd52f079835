import { keyOfUnit, type TypedUnits, WEIGHT_UNITS, type WeightUnit, writeMixture } from '../type-mixture.ts';
import type { WeightTypeName } from '../weight-precision.ts';
import { type AllocatedUnit, type Allocation, allocate } from './allocate.ts';

/** A unit in a type, with what it loses. */
export interface UnitInType {
  readonly unit: WeightUnit;
  /** Null for embedding and head. */
  readonly block: number | null;
  /** Null: as it is stored. */
  readonly type: string | null;
  readonly bytes: number;
  /** The divergence of the model in which this unit alone is so, nats per token. */
  readonly divergence: number;
}

/** Types by unit. */
export interface AllocatedTypes {
  /** As `writeMixture` writes it; units that stay as they are stored are not named. */
  readonly mixture: string;
  /** The sum over the units. */
  readonly bytes: number;
  /** The sum over the units: a prediction, nats per token. */
  readonly divergence: number;
}

/** The types of least divergence within a budget of bytes. @param units every unit in every type that it may have @throws AppError as allocate */
export function allocateTypes(units: readonly UnitInType[], budget: number): AllocatedTypes {
  return describe(units, allocate(toTable(units), budget));
}

function describe(units: readonly UnitInType[], { bytes, divergence, choice }: Allocation): AllocatedTypes {
  return { mixture: mixtureOf(units.filter((one) => choice[keyOfUnit(one)] === nameType(one))), bytes, divergence };
}

/** The types of fewest bytes with which the sum of divergences stays below a number of nats; null where units would have to stay as none of these types. */
export function findTypesWithin(units: readonly UnitInType[], nats: number): AllocatedTypes | null {
  const table = toTable(units);
  const extreme = (choose: (...bytes: number[]) => number): number =>
    table.reduce((sum, { options }) => sum + choose(...options.map(({ bytes }) => bytes)), 0);
  let low = extreme(Math.min);
  let best = allocate(table, extreme(Math.max));
  if (best.divergence > nats) return null;
  // The allocation may need fewer bytes than it was allowed.
  while (low < best.bytes) {
    const middle = Math.floor((low + best.bytes) / 2);
    const found = allocate(table, middle);
    if (found.divergence <= nats) best = found;
    else low = middle + 1;
  }
  return describe(units, best);
}

/** The mixture that a choice of one type for each unit is, as `writeMixture` writes it. */
export function mixtureOf(chosen: readonly UnitInType[]): string {
  const typed = chosen.filter(({ type }) => type !== null);
  return writeMixture(
    WEIGHT_UNITS.flatMap((unit) => {
      const all = chosen.filter((one) => one.unit === unit);
      const own = typed.filter((one) => one.unit === unit);
      return [...Map.groupBy(own, ({ type }) => type)].map(([type, equal]): TypedUnits => {
        const blocks = equal.map(({ block }) => block).filter((block) => block !== null);
        return { unit, type: type as WeightTypeName, blocks: equal.length === all.length ? null : blocks.toSorted((a, b) => a - b) };
      });
    }),
  );
}

function toTable(units: readonly UnitInType[]): readonly AllocatedUnit[] {
  return [...Map.groupBy(units, keyOfUnit)].map(([unit, own]) => ({
    unit,
    options: own.map((one) => ({ name: nameType(one), bytes: one.bytes, divergence: one.divergence })),
  }));
}

function nameType({ type }: UnitInType): string {
  return type ?? 'as it is stored';
}
