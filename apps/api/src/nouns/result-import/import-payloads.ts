import { Field, ObjectType } from 'type-graphql';
import { ResultImport } from './result-import.type.ts';

/** What importEvaluations answers. */
@ObjectType({ simpleResolvers: true, description: 'The import.' })
export class ImportEvaluationsPayload {
  @Field(() => ResultImport, { description: 'The import; the first one, where the same content was imported before.' })
  readonly resultImport!: ResultImport;

  @Field(() => Boolean, { description: 'false where the same content was imported before: then nothing was stored.' })
  readonly isNew!: boolean;
}

/** What importLayerScores answers. */
@ObjectType({ simpleResolvers: true, description: 'The imports, one per model.' })
export class ImportLayerScoresPayload {
  @Field(() => [ImportEvaluationsPayload], { description: 'One per model, in the order of its first row.' })
  readonly imports!: readonly ImportEvaluationsPayload[];
}
