import { Field, ObjectType } from 'type-graphql';
import { ComparabilityKey } from '../score-run/comparability-key.type.ts';
import { Runtime } from '../score-run/runtime.type.ts';

/** Where an evaluation comes from. */
@ObjectType({ simpleResolvers: true, description: 'Where an evaluation comes from.' })
export class EvaluationProvenance {
  @Field(() => String, { description: "'scorer' when this platform measured it, otherwise the format it was imported from." })
  readonly source!: string;

  @Field(() => Runtime, { description: 'What computed it.' })
  readonly runtime!: Runtime;

  @Field(() => ComparabilityKey, { description: 'What must agree before it is compared with another.' })
  readonly comparabilityKey!: ComparabilityKey;
}
