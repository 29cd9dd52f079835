'use client';

import { type ReactNode, useMemo } from 'react';
import type { ModelSavedQuery } from '../../generated/graphql.ts';
import type { LoadedCost } from '../cost/load-costs.ts';
import { describeRatio, readDecode, readPrefill, type SpeedRatio } from '../pruning/speed-ratio.ts';
import { describeUnits } from '../pruning/unit-sets.ts';
import type { QuerySource } from '../query/query-source.ts';
import { type Column, toBytesColumn } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { numbers } from '../ui/numbers.ts';
import { Section } from '../ui/section.tsx';

export type Saved = NonNullable<ModelSavedQuery['model']>;
type Timed = Saved['efficiencies']['nodes'][number];

/** One form of the model: the whole one, in another precision, or without some units. */
interface Form {
  readonly id: string;
  readonly name: string;
  /** Perplexity ÷ that of the whole model; null if it was not measured. */
  readonly cost: number | null;
  readonly weightsBytes: number | null;
  readonly cacheBytesPerToken: number | null;
  readonly prompt: SpeedRatio;
  readonly writing: SpeedRatio;
  readonly device: string | null;
}

export interface SavedFormsProps {
  readonly saved: Saved;
  /** The costs that the page shows: of each measured removal, its ratio of perplexities. */
  readonly costs: readonly LoadedCost[];
  readonly slug: string;
  readonly query: QuerySource;
}

/** What each form of the model takes: bytes, cache and speed, beside what it costs. */
export function SavedForms({ saved, costs, slug, query }: SavedFormsProps): ReactNode {
  const forms = useMemo(() => listForms(saved, costs), [saved, costs]);
  const devices = [...new Set(forms.map(({ device }) => device).filter((device) => device !== null))];
  const isTimed = forms.some(({ prompt }) => prompt.ratio !== null);
  return (
    <Section
      id="saved"
      title="What is saved?"
      intro={`Weights as computed, in float32 where no other precision is named.${isTimed ? ` Speeds are ÷ the whole model’s, both run in turn${devices.length === 1 ? ` on ${devices[0]}` : ''}; an interval that contains 1 shows no difference.` : ' No speed was measured yet.'}`}
    >
      <DataTable
        title={`Forms of ${slug}`}
        name="form"
        prefix="forms-"
        rows={forms}
        columns={devices.length > 1 ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'device')}
        getRowId={getRowId}
        rowHeader="form"
        sort={SORT}
        empty="No form of this model was timed or quantized yet."
        query={query}
      />
    </Section>
  );
}

/** The smallest form first. */
const SORT = [{ id: 'weights', desc: false }] as const;

function getRowId({ id }: Form): string {
  return id;
}

const NO_SPEED: SpeedRatio = { ratio: null, interval: null };

function listForms({ efficiencies, quantizationTable }: Saved, costs: readonly LoadedCost[]): readonly Form[] {
  const ratios = new Map(
    costs.flatMap(({ influence, best }) =>
      [influence, best].flatMap((line) => (line === null ? [] : line.points.map(({ units, ratio }) => [units, ratio] as const))),
    ),
  );
  // A removal is represented by its smallest batch with the most rounds; a repair changes the cost.
  const timed = efficiencies.nodes
    .filter(({ measuredAlone, pruning }) => measuredAlone && (pruning?.repairKind ?? null) === null)
    .toSorted((a, b) => a.batch - b.batch || b.rounds - a.rounds);
  const removals = Map.groupBy(timed, ({ pruning }) => (pruning === null ? '' : describeUnits(pruning)));
  const whole = quantizationTable.rows.find(({ order, model }) => order === 'DENSE' && model === quantizationTable.rows[0]?.model);
  return [
    ...[...removals].flatMap(([units, [one]]) => (one ? [toForm(units, one, units === '' ? 1 : (ratios.get(units) ?? null))] : [])),
    ...quantizationTable.rows
      .filter((row) => row.order === 'DENSE' && row !== whole)
      .map(
        (row): Form => ({
          id: row.precision,
          name: `Quantized to ${row.precision}`,
          cost: row.perplexity !== null && whole?.perplexity ? row.perplexity / whole.perplexity : null,
          weightsBytes: row.weightsBytes,
          cacheBytesPerToken: null,
          prompt: NO_SPEED,
          writing: NO_SPEED,
          device: null,
        }),
      ),
  ];
}

function toForm(units: string, one: Timed, cost: number | null): Form {
  return {
    id: units === '' ? 'whole' : units,
    name: units === '' ? 'The whole model' : `Without ${/^\d+$/.test(units) ? 'block ' : /^\d/.test(units) ? 'blocks ' : ''}${units}`,
    cost,
    weightsBytes: one.weightsBytes,
    cacheBytesPerToken: one.cacheBytesPerToken,
    prompt: readPrefill(one.comparedWithDense),
    writing: readDecode(one.comparedWithDense),
    device: one.runtime.device,
  };
}

const COLUMNS: readonly Column<Form>[] = [
  { id: 'form', title: 'Form', width: 300, value: ({ name }) => name },
  {
    id: 'cost',
    title: 'Perplexity',
    hint: '÷ whole',
    numeric: true,
    first: 'asc',
    width: 110,
    value: ({ cost }) => cost,
    format: (value) => `${numbers.rounded(value)}×`,
  },
  toBytesColumn<Form>({ id: 'weights', title: 'Weights' }, ({ weightsBytes }) => weightsBytes),
  toBytesColumn<Form>({ id: 'cache', title: 'Cache', hint: 'per token' }, ({ cacheBytesPerToken }) => cacheBytesPerToken),
  toRatioColumn('prompt', 'Prompt speed', ({ prompt }) => prompt),
  toRatioColumn('writing', 'Writing speed', ({ writing }) => writing),
  { id: 'device', title: 'Measured on', width: 260, value: ({ device }) => device },
];

/** The column of a speed ÷ the whole model's. */
function toRatioColumn(id: string, title: string, read: (form: Form) => SpeedRatio): Column<Form> {
  return {
    id,
    title,
    hint: 'alternating, 95 %',
    definition: 'Speed ÷ that of the whole model; both run alternately. Above 1 is faster.',
    numeric: true,
    width: 170,
    value: (form) => read(form).ratio,
    text: (form) => describeRatio(read(form)),
    details: [
      { id: `${id}_low`, value: (form) => read(form).interval?.low ?? null },
      { id: `${id}_high`, value: (form) => read(form).interval?.high ?? null },
    ],
  };
}
