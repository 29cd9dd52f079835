import { ModelAnswerDocument, type ModelAnswerQuery, WrittenModelDocument } from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toQuerySource } from '../query/query-source.ts';
import type { AnswerPanelProps } from './answer-panel.tsx';
import { type AnswerParams, toSaving } from './answer-params.ts';
import { keyOfFacts } from './describe-change.ts';

/** The answer to the question of the address about one model; null if no model has this slug. */
export async function loadAnswer(
  slug: string,
  { lose, save, smaller }: Pick<AnswerParams, 'lose' | 'save' | 'smaller'>,
): Promise<Omit<AnswerPanelProps, 'models'> | null> {
  const variables = { slug, lose, save: toSaving(smaller === null ? save : 'bytes'), fit: smaller === null ? null : 1 - smaller };
  const { model } = await fetchApi(ModelAnswerDocument, variables);
  if (model === null) return null;
  const { answer, name } = model;
  return {
    answer,
    slug,
    name,
    question: { limit: lose, save, smaller },
    artefact: await findArtefact(answer),
    query: toQuerySource(ModelAnswerDocument, variables),
  };
}

/** The files of the model that the answer names, if somebody wrote it. */
async function findArtefact({ change, front }: NonNullable<ModelAnswerQuery['model']>['answer']): Promise<AnswerPanelProps['artefact']> {
  const pruning = change && front.find((entry) => keyOfFacts(entry.change) === keyOfFacts(change))?.pruning;
  if (!pruning) return null;
  const { node } = await fetchApi(WrittenModelDocument, { id: pruning.id });
  return node && 'artefact' in node ? node.artefact : null;
}
