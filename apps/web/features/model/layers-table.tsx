import type { ReactNode } from 'react';
import { formatFixed, formatInteger, MISSING } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import table from '../ui/table.module.css';
import type { LayerScoreFacts, LayerScores, ModelFacts } from './load-model.ts';

export interface LayersTableProps {
  readonly layers: ModelFacts['layers']['nodes'];
  readonly scores: LayerScores | null;
}

/** Every block with its scores: the numbers behind the bars. */
export function LayersTable({ layers, scores }: LayersTableProps): ReactNode {
  return (
    <Section
      id="layers"
      title="Layers"
      intro="Means over all counted tokens with 95 % bootstrap intervals. Rank 1 is the lowest score: the most redundant block."
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={table.scroller} aria-label="Layers" tabIndex={0}>
        <table className={table.table}>
          <caption className="visually-hidden">Layers from the input to the output</caption>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Kind</th>
              <th scope="col" className={table.number}>
                Parameters
              </th>
              <th scope="col" className={table.number}>
                Block influence
              </th>
              <th scope="col" className={table.number}>
                95 % interval
              </th>
              <th scope="col" className={table.number}>
                Rank
              </th>
              <th scope="col" className={table.number}>
                After final norm
              </th>
              <th scope="col" className={table.number}>
                Relative magnitude
              </th>
            </tr>
          </thead>
          <tbody>
            {layers.map((layer) => (
              <LayerRow
                key={layer.index}
                layer={layer}
                influence={findScore(scores?.blockInfluence.nodes, layer.index)}
                finalNorm={findScore(scores?.finalNorm.nodes, layer.index)}
                magnitude={findScore(scores?.relativeMagnitude.nodes, layer.index)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface LayerRowProps {
  readonly layer: LayersTableProps['layers'][number];
  readonly influence: LayerScoreFacts | undefined;
  readonly finalNorm: LayerScoreFacts | undefined;
  readonly magnitude: LayerScoreFacts | undefined;
}

function LayerRow({ layer, influence, finalNorm, magnitude }: LayerRowProps): ReactNode {
  const interval = influence?.confidenceInterval;
  const ranks = influence?.rankInterval;
  return (
    <tr data-layer={layer.index}>
      <th scope="row">{layer.index}</th>
      <td>{layer.kind}</td>
      <td className={table.number}>{formatInteger(layer.parameterCount)}</td>
      <td className={table.number} data-column="block-influence" data-value={influence?.mean ?? ''}>
        {formatFixed(influence?.mean, 4)}
      </td>
      <td className={table.number}>{interval ? `${formatFixed(interval.low, 4)} to ${formatFixed(interval.high, 4)}` : MISSING}</td>
      <td className={table.number} data-column="rank">
        {/* The API counts ranks from 0, people from 1. */}
        {influence?.rank === null || influence?.rank === undefined ? MISSING : influence.rank + 1}
        {ranks && ranks.low !== ranks.high && (
          <span className={table.sub}>
            {ranks.low + 1}–{ranks.high + 1}
          </span>
        )}
      </td>
      <td className={table.number}>{formatFixed(finalNorm?.mean, 4)}</td>
      <td className={table.number}>{formatFixed(magnitude?.mean, 4)}</td>
    </tr>
  );
}

function findScore(rows: readonly LayerScoreFacts[] | undefined, layerIndex: number): LayerScoreFacts | undefined {
  return rows?.find((row) => row.layerIndex === layerIndex);
}
