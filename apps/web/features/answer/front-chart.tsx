'use client';

import { type PointerEvent, type ReactNode, useCallback, useMemo } from 'react';
import { Axes } from '../chart/axes.tsx';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import { LineMark } from '../chart/line-mark.tsx';
import { listCells } from '../chart/list-cells.ts';
import { listTicks } from '../chart/list-ticks.ts';
import { createNumberScale } from '../chart/number-scale.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SymbolMark } from '../chart/symbol-mark.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import { LIMITS, type SavingName } from './answer-params.ts';
import { CHANGE_KINDS, type ChangeKind, describeFacts, keyOfFacts } from './describe-change.ts';
import { describeFront, describePoint, type FrontPoint, writeLoss } from './read-front.ts';

const STYLES: Readonly<Record<ChangeKind, Pick<SeriesStyle, 'color' | 'symbol'>>> = {
  attention: { color: 'var(--series-2)', symbol: 'square' },
  block: { color: 'var(--series-1)', symbol: 'circle' },
  MLP: { color: 'var(--series-5)', symbol: 'square' },
  'several units': { color: 'var(--series-6)', symbol: 'triangle' },
  repaired: { color: 'var(--series-3)', symbol: 'diamond2' },
  quantized: { color: 'var(--series-7)', symbol: 'star' },
};

const MARGIN = { left: 64, right: 20, top: 26, bottom: 42 };
/** Marks of changes that cost more stand at the upper edge. */
const CEILING = Math.log(4);
/** Losses that the axis names. */
const LOSS_TICKS = [0, 0.1, 0.25, 0.5, 1, 2, 3];

export interface FrontChartProps {
  readonly slug: string;
  readonly points: readonly FrontPoint[];
  readonly save: SavingName;
  readonly limit: number;
  /** Key of the answer's change; null if nothing is safe. */
  readonly answer: string | null;
  readonly onLimit: (limit: number) => void;
  readonly onPick: (point: FrontPoint) => void;
  readonly query: QuerySource;
}

/** Loss against saving: every judged change as a mark, filled if it is safe; the limit is a line that can be dragged. */
export function FrontChart({ slug, points, save, limit, answer, onLimit, onPick, query }: FrontChartProps): ReactNode {
  const draw = useCallback<ChartProps['draw']>(
    (space) => drawFront(space, { points, save, limit, answer, onLimit, onPick }),
    [points, save, limit, answer, onLimit, onPick],
  );
  const kinds = CHANGE_KINDS.filter((kind) => points.some((point) => point.kind === kind));
  const table = useMemo(
    () =>
      listCells(
        `Loss against saving, ${slug}`,
        [
          ['change', 'Change'],
          ['verdict', 'Verdict'],
          ['loss', 'Perplexity added, as a share'],
          ['saving', 'Saving, as a share'],
          ['command', 'Command'],
        ],
        points.map(({ entry, saving }) => [describeFacts(entry.change, true), entry.verdict, entry.textLoss, saving, entry.command]),
      ),
    [points, slug],
  );
  return (
    <Chart
      name="front"
      title={describeFront(points, save, limit)}
      summary="Each mark is one measured change. Filled: safe at your limit. Choose a mark to see its command."
      table={table}
      draw={draw}
      legend={kinds.map((kind) => ({ label: kind, mark: 'point', ...STYLES[kind] }))}
      height={400}
      query={query}
    />
  );
}

interface FrontDrawing extends Omit<FrontChartProps, 'query' | 'slug'> {}

function drawFront(space: ChartSpace, { points, save, limit, answer, onLimit, onPick }: FrontDrawing): Drawing {
  const area = placeArea(space, MARGIN);
  const isCut = points.some(({ logLoss }) => logLoss > CEILING);
  const losses = points.map(({ logLoss }) => Math.min(logLoss, CEILING));
  const top = Math.max(Math.log1p(limit) * 1.6, ...losses, 0.1);
  const bottom = Math.min(-0.03, ...losses);
  const x = createNumberScale({
    kind: 'linear',
    values: [0, ...points.map(({ saving }) => saving)],
    range: [area.left, area.right],
    ticks: 5,
  });
  const y = createNumberScale({ kind: 'linear', values: [], domain: [bottom, top], range: [area.bottom, area.top], ticks: 5 });
  const place = ({ saving, logLoss }: FrontPoint) => ({ x: x(saving), y: y(Math.min(logLoss, top)) });
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: save === 'speed' ? 'writing faster by' : `${save} saved`,
          ticks: listTicks(x, 5, (value) => numbers.percent(value)),
        }}
        y={{
          title: 'perplexity added',
          ticks: LOSS_TICKS.filter((loss) => Math.log1p(loss) <= top).map((loss) => ({
            at: y(Math.log1p(loss)),
            // Marks of higher losses stand at the upper edge.
            label: loss === 0 ? 'nothing lost' : `${isCut && loss === LOSS_TICKS.at(-1) ? '≥ ' : ''}${writeLoss(loss)}`,
          })),
          grid: true,
        }}
      />
      <LimitLine area={area} y={y} limit={limit} onLimit={onLimit} />
      <LineMark points={points.filter(({ isOnFront }) => isOnFront).map(place)} color="var(--ink-3)" dash="2 3" width={1.25} />
      {points.map((point) => {
        const { color, symbol } = STYLES[point.kind];
        const key = keyOfFacts(point.entry.change);
        return (
          <g key={key} data-mark={point.kind} data-safe={point.isSafe} style={{ cursor: 'pointer' }}>
            {key === answer && <circle cx={place(point).x} cy={place(point).y} r={10} fill="none" stroke="var(--ink)" strokeWidth={1.75} />}
            <SymbolMark
              {...place(point)}
              radius={4}
              symbol={symbol}
              fill={point.isSafe ? color : 'var(--surface)'}
              stroke={color}
              strokeWidth={1.5}
            />
          </g>
        );
      })}
    </>
  );
  return {
    marks,
    targets: points.map((point) => ({ ...place(point), text: describePoint(point, save), onPick: () => onPick(point) })),
  };
}

interface LimitLineProps extends Pick<FrontDrawing, 'limit' | 'onLimit'> {
  readonly area: ReturnType<typeof placeArea>;
  readonly y: ReturnType<typeof createNumberScale>;
}

/** The limit, which is dragged to the nearest one on offer; what is below it is within the limit. */
function LimitLine({ area, y, limit, onLimit }: LimitLineProps) {
  const line = y(Math.log1p(limit));
  const drag = (event: PointerEvent<SVGRectElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!box) return;
    const wanted = Math.expm1(y.invert(event.clientY - box.top));
    const [nearest] = LIMITS.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
    if (nearest !== undefined && nearest !== limit) onLimit(nearest);
  };
  const across = { x: area.left, width: area.right - area.left };
  return (
    <>
      <rect {...across} y={line} height={Math.max(area.bottom - line, 0)} fill="var(--good-soft)" opacity={0.6} />
      <line x1={area.left} x2={area.right} y1={line} y2={line} stroke="var(--good)" strokeWidth={1.5} strokeDasharray="4 3" />
      <text x={area.right} y={line - 6} textAnchor="end" fill="var(--good)" fontWeight={600}>
        your limit: {numbers.percent(limit)}
      </text>
      <rect
        {...across}
        y={line - 9}
        height={18}
        fill="transparent"
        data-limit={limit}
        style={{ cursor: 'ns-resize', touchAction: 'none' }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
      />
    </>
  );
}
