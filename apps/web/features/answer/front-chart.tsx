'use client';

import { getAt } from '@lamina/errors';
import { type ScaleSymLog, scaleSymlog } from 'd3-scale';
import { type PointerEvent, type ReactNode, useCallback, useMemo } from 'react';
import { Axes } from '../chart/axes.tsx';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import { LineMark } from '../chart/line-mark.tsx';
import { listTicks } from '../chart/list-ticks.ts';
import { createNumberScale } from '../chart/number-scale.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SymbolMark } from '../chart/symbol-mark.tsx';
import type { QuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import { type Ask, LIMITS, type Question } from './answer-params.ts';
import { CHANGE_KINDS, type ChangeKind, keyOfFacts } from './describe-change.ts';
import { describeFront, describePoint, type FrontPoint, listUniform, nameSaving, tabulateFront, writeLoss } from './read-front.ts';

const STYLES: Readonly<Record<ChangeKind, Pick<SeriesStyle, 'color' | 'symbol'>>> = {
  attention: { color: 'var(--series-2)', symbol: 'square' },
  block: { color: 'var(--series-1)', symbol: 'circle' },
  MLP: { color: 'var(--series-5)', symbol: 'square' },
  'several units': { color: 'var(--series-6)', symbol: 'triangle' },
  repaired: { color: 'var(--series-3)', symbol: 'diamond2' },
  'fewer bits': { color: 'var(--series-7)', symbol: 'star' },
  'fewer tokens': { color: 'var(--series-8)', symbol: 'wye' },
  combined: { color: 'var(--series-9)', symbol: 'cross' },
};

/** The changes that no other change beats, and those that every change must beat. */
const BEST_LINE = { color: 'var(--ink-3)', dash: 'none' } as const;
const UNIFORM_LINE = { color: STYLES['fewer bits'].color, dash: '2 3' } as const;
/** Pixels that the name of a type, the words of the limit, and a mark take. */
const NAME = { width: 34, height: 13 } as const;
const LIMIT_WORDS = { width: 96, height: 18 } as const;
const MARK = { width: 12, height: 12 } as const;

const MARGIN = { left: 64, right: 20, top: 26, bottom: 42 };
/** Losses that the axis names, as shares of perplexity. */
const LOSS_TICKS = [0, 0.01, 0.03, 0.1, 0.3, 1, 9, 99, 999];
/** The largest loss that has a place of its own. */
const CEILING = 999;
/** Below this loss the axis is linear, so that it reaches 0 and less; above it is logarithmic. */
const LINEAR_BELOW = 0.02;

export interface FrontChartProps {
  readonly slug: string;
  readonly points: readonly FrontPoint[];
  readonly question: Question;
  /** Key of the answer's change; null if none is named. */
  readonly answer: string | null;
  readonly onAsk: Ask;
  readonly onPick: (point: FrontPoint) => void;
  readonly query: QuerySource;
}

/** Loss against saving: every judged change as a mark, filled if it is within the limit; the limit, or the asked size, is a line that can be dragged. */
export function FrontChart({ slug, points, question, answer, onAsk, onPick, query }: FrontChartProps): ReactNode {
  const draw = useCallback<ChartProps['draw']>(
    (space) => drawFront(space, { points, question, answer, onAsk, onPick }),
    [points, question, answer, onAsk, onPick],
  );
  const kinds = CHANGE_KINDS.filter((kind) => points.some((point) => point.kind === kind));
  const table = useMemo(() => tabulateFront(points, question, slug), [points, question, slug]);
  return (
    <Chart
      name="front"
      title={describeFront(points, question.save, question.limit)}
      summary="Each mark is one measured change. Filled: shown to be within your limit. Choose a mark to see its command."
      table={table}
      draw={draw}
      legend={[
        ...kinds.map((kind) => ({ label: kind, mark: 'outline', ...STYLES[kind] }) as const),
        { label: 'best of all', mark: 'line', ...BEST_LINE },
        ...(kinds.includes('fewer bits') ? [{ label: 'one type for all weights: to beat', mark: 'line', ...UNIFORM_LINE } as const] : []),
      ]}
      height={400}
      query={query}
    />
  );
}

interface FrontDrawing extends Omit<FrontChartProps, 'query' | 'slug'> {}

function drawFront(space: ChartSpace, { points, question, answer, onAsk, onPick }: FrontDrawing): Drawing {
  const { save, limit, smaller } = question;
  const area = placeArea(space, MARGIN);
  const losses = points.map(({ loss }) => loss);
  const highest = Math.min(Math.max(limit, ...losses), CEILING);
  const lowest = Math.min(-LINEAR_BELOW / 2, ...losses);
  const x = createNumberScale({
    kind: 'linear',
    values: [smaller === null ? 0 : smaller, 0, ...points.map(({ saving }) => saving)],
    range: [area.left, area.right],
    ticks: 5,
  });
  const y = scaleSymlog([lowest, highest], [area.bottom, area.top]).constant(LINEAR_BELOW);
  const place = ({ saving, loss }: FrontPoint) => ({ x: x(saving), y: y(Math.min(loss, CEILING)) });
  const words = placeLimitWords(area, y(limit), points.map(place));
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: nameSaving(save),
          ticks: listTicks(x, 5, (value) => numbers.percent(value)),
        }}
        y={{
          title: 'perplexity added',
          ticks: LOSS_TICKS.filter((loss) => loss <= highest).map((loss) => ({
            at: y(loss),
            label: loss === 0 ? 'nothing lost' : loss === CEILING ? '≥ 1,000 ×' : writeLoss(loss),
          })),
          grid: true,
        }}
      />
      {smaller === null ? (
        <LimitLine area={area} words={words} y={y} limit={limit} onLimit={(lose) => onAsk({ lose })} />
      ) : (
        <SizeLine area={area} x={x} smaller={smaller} />
      )}
      <LineMark points={points.filter(({ isOnFront }) => isOnFront).map(place)} {...BEST_LINE} width={1} />
      <UniformLine
        points={listUniform(points)}
        place={place}
        origin={{ x: x(0), y: y(0) }}
        taken={[...(smaller === null ? [words] : []), ...points.map((point) => boxOfMark(place(point)))]}
      />
      {points.map((point) => {
        const { color, symbol } = STYLES[point.kind];
        const key = keyOfFacts(point.entry.change);
        return (
          <g key={key} data-mark={point.kind} data-within={point.isWithin} style={{ cursor: 'pointer' }}>
            {key === answer && <circle cx={place(point).x} cy={place(point).y} r={10} fill="none" stroke="var(--ink)" strokeWidth={1.75} />}
            <SymbolMark
              {...place(point)}
              radius={4}
              symbol={symbol}
              fill={point.isWithin ? color : 'var(--surface)'}
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
    targets: points.map((point) => ({ ...place(point), text: describePoint(point, save, limit), onPick: () => onPick(point) })),
  };
}

interface UniformLineProps {
  readonly points: readonly FrontPoint[];
  readonly place: (point: FrontPoint) => Place;
  readonly origin: Place;
  /** Where other words and the marks of all changes are. */
  readonly taken: readonly Box[];
}

/** A place of words. Pixels. */
interface Box {
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): boolean {
  const isBeside = a.right - a.width > b.right || b.right - b.width > a.right;
  return !isBeside && a.bottom - a.height < b.bottom && b.bottom - b.height < a.bottom;
}

/** Places along its line where the words of the limit can begin, the preferred one first, as shares of the room that they leave. */
const LIMIT_PLACES = [1, 0, 0.75, 0.5, 0.25] as const;

/** The words of the limit stand on its line or below it, where they cover the fewest marks. */
function placeLimitWords(area: ReturnType<typeof placeArea>, line: number, marks: readonly Place[]): Box {
  const room = area.right - area.left - LIMIT_WORDS.width;
  // Below, they leave room for marks that stand on the line.
  const bottoms = [line, line + MARK.height / 2 + LIMIT_WORDS.height].filter((bottom) => bottom <= area.bottom);
  const boxes = bottoms.flatMap((bottom) =>
    LIMIT_PLACES.map((share) => ({ ...LIMIT_WORDS, right: area.left + LIMIT_WORDS.width + share * room, bottom })),
  );
  const countCovered = (box: Box) => marks.filter((mark) => overlap(box, boxOfMark(mark))).length;
  return getAt(
    boxes.toSorted((a, b) => countCovered(a) - countCovered(b)),
    0,
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function boxOfMark({ x, y }: Place): Box {
  return { ...MARK, right: x + MARK.width / 2, bottom: y + MARK.height / 2 };
}

/** Types of the whole model, joined from the model as it is, with their names where there is room. */
function UniformLine({ points, place, origin, taken }: UniformLineProps) {
  if (points.length === 0) return null;
  const named: (Box & { readonly name: string | null })[] = [];
  for (const point of points) {
    const { x, y } = place(point);
    // On the left of its mark and above the line, or on the right.
    const boxes = [x - 7, x + 7 + NAME.width].map((right) => ({ ...NAME, right, bottom: y - 4 }));
    const free = boxes.find((box) => [...named, ...taken].every((other) => !overlap(box, other)));
    if (free !== undefined) named.push({ ...free, name: point.entry.change.precision });
  }
  return (
    <g data-line="uniform types">
      <LineMark points={[origin, ...points.map(place)]} {...UNIFORM_LINE} width={1.75} />
      {named.map(({ right, bottom, name }) => (
        <text key={name} x={right} y={bottom - 2} textAnchor="end" fill={UNIFORM_LINE.color} fontSize={11}>
          {name}
        </text>
      ))}
    </g>
  );
}

interface LimitLineProps {
  readonly area: ReturnType<typeof placeArea>;
  readonly words: Box;
  readonly y: ScaleSymLog<number, number>;
  readonly limit: number;
  readonly onLimit: (limit: number) => void;
}

/** The limit, which is dragged to the nearest one on offer; what is below it is within the limit. */
function LimitLine({ area, words, y, limit, onLimit }: LimitLineProps) {
  const line = y(limit);
  const drag = (event: PointerEvent<SVGRectElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
    if (!box) return;
    const wanted = y.invert(event.clientY - box.top);
    const [nearest] = LIMITS.toSorted((a, b) => Math.abs(y(a) - y(wanted)) - Math.abs(y(b) - y(wanted)));
    if (nearest !== undefined && nearest !== limit) onLimit(nearest);
  };
  const across = { x: area.left, width: area.right - area.left };
  return (
    <>
      <rect {...across} y={line} height={Math.max(area.bottom - line, 0)} fill="var(--good-soft)" opacity={0.6} />
      <line x1={area.left} x2={area.right} y1={line} y2={line} stroke="var(--good)" strokeWidth={1.5} strokeDasharray="4 3" />
      <text x={words.right} y={words.bottom - 5} textAnchor="end" fill="var(--good)" fontWeight={600}>
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

interface SizeLineProps {
  readonly area: ReturnType<typeof placeArea>;
  readonly x: ReturnType<typeof createNumberScale>;
  readonly smaller: number;
}

/** The asked size: changes to the right of the line fit. */
function SizeLine({ area, x, smaller }: SizeLineProps) {
  const line = x(smaller);
  return (
    <>
      <rect
        x={line}
        width={Math.max(area.right - line, 0)}
        y={area.top}
        height={area.bottom - area.top}
        fill="var(--good-soft)"
        opacity={0.6}
      />
      <line x1={line} x2={line} y1={area.top} y2={area.bottom} stroke="var(--good)" strokeWidth={1.5} strokeDasharray="4 3" />
      <text x={line + 6} y={area.top + 12} fill="var(--good)" fontWeight={600}>
        {numbers.percent(smaller)} smaller
      </text>
    </>
  );
}
