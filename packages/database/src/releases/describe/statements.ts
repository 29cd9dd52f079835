import type { ReleaseOrigins } from './release-origins.ts';

/** Statements that a reader must know before using the data; the data sheet and the Croissant file say the same. */
export interface ReleaseStatements {
  readonly collection: string;
  readonly missing: string;
  readonly raw: string;
  readonly preparation: readonly string[];
  readonly uses: readonly string[];
  readonly biases: readonly string[];
  readonly limits: readonly string[];
  readonly impact: string;
  readonly people: string;
  readonly maintenance: string;
}

/** The statements about a release. */
export function stateRelease({ reported, sources }: ReleaseOrigins): ReleaseStatements {
  const elsewhere = [
    ...(reported > 0 ? [`${reported} measurements were made by other programs and handed in; the column self_reported marks them.`] : []),
    ...(sources.length > 0
      ? [`Rows of the table layers whose origin is published or contributed come from ${sources.length} other sources.`]
      : []),
  ];
  return {
    collection: [
      'A program (the Lamina scorer) ran each model on fixed texts and benchmarks, whole and with units removed or rounded, and computed every number from the outputs of the model.',
      ...elsewhere,
    ].join(' '),
    missing: 'An empty cell means that the value was not measured or is not defined. A block without a row was not measured.',
    raw: 'Texts and benchmarks are named with their digests and are not part of the data; neither are weights of models.',
    preparation: [
      'Values are stored as they were computed, with their sums and counts. Ranks are computed within one model, operation and metric.',
      'Missing values are not filled in.',
    ],
    uses: [
      'Compare which layers of language models matter least, and how far operations and metrics agree.',
      'Test methods that choose layers to remove or to store in fewer bits.',
    ],
    biases: [
      'Models, texts and benchmarks are those that somebody chose to measure. Most texts are English; most models are decoders with open weights.',
    ],
    limits: [
      'Values of two models, metrics, texts or protocols share no unit: compare them only where the columns say so.',
      'Rank hides size: the least important block of a model may still be costly to remove.',
      'A base model and its instruct model are not two independent observations.',
      'Speeds hold for the machine that the row names.',
    ],
    impact:
      'Smaller models need less energy and memory. A model without some of its layers may fail where no benchmark of this release looked.',
    people: 'The data hold no personal data.',
    maintenance: 'A release never changes. A correction is a new release with another version.',
  };
}
