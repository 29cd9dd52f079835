import type { ReactNode } from 'react';
import { ModelRoundingAgreementsDocument, ModelRoundingsDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';
import { toQuerySource } from '../query/query-source.ts';
import { numbers } from '../ui/numbers.ts';
import panel from '../ui/panel.module.css';
import { Section } from '../ui/section.tsx';
import { BitsCharts } from './bits-charts.tsx';
import { describeLimit, readBits } from './read-bits.ts';

/** How far single parts of a model, rounded alone, move the next tokens; nothing where none was rounded. */
export async function WhereBitsMatter({ slug }: { readonly slug: string }): Promise<ReactNode> {
  const [rows, { model }] = await Promise.all([
    fetchNodes({ document: ModelRoundingsDocument, variables: { slug }, pick: ({ roundings }) => roundings }),
    fetchApi(ModelRoundingAgreementsDocument, { slug }),
  ]);
  const bits = readBits(rows, model?.roundingAgreements ?? []); // The page has found the model.
  if (bits === null) return null;
  return (
    <Section
      id="bits"
      title="Where do bits matter?"
      intro={`How far the next tokens move if one part alone is rounded: divergence from the whole model on ${numbers.integer(bits.positionCount)} tokens of ${bits.text}. Low means that fewer bits do. ${describeLimit(model?.revision.storedTypes, bits)}`}
    >
      <BitsCharts
        slug={slug}
        bits={bits}
        roundingsQuery={toQuerySource(ModelRoundingsDocument, { slug })}
        agreementsQuery={toQuerySource(ModelRoundingAgreementsDocument, { slug })}
      />
      {bits.notes.length > 0 && <p className={panel.lead}>{bits.notes.join(' ')}</p>}
    </Section>
  );
}
