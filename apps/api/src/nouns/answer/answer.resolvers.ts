import type { AnswerFacts, ModelAnswer } from '@lamina/benchmarks';
import { readMeasuredChanges, type Sql } from '@lamina/database';
import { getAt } from '@lamina/errors';
import { blocksOf } from '@lamina/plans';
import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { AnswerArgs, RemovableArgs, toBoardQuestion, toQuestion } from './answer.args.ts';
import { createAnswerLoader, loadAnswer, loadBoard } from './answer.loader.ts';
import { Answer, AnswerChange, AnswerEntry, AnswerLeftOut, AnswerSaved, AnswerTaskLoss, AnswerTextLoss, BoardRow } from './answer.type.ts';

/** What may go from a model. */
@Resolver(() => Model)
class ModelAnswerResolver {
  @FieldResolver(() => Answer, {
    description: 'What may go from the model, what it costs, what it saves, computed from stored measurements.',
  })
  answer(@Root() { key }: Model, @Args(() => AnswerArgs) args: AnswerArgs, @Ctx() { loaders }: RequestContext): Promise<ModelAnswer> {
    return loadAnswer(loaders.get(createAnswerLoader), key, toQuestion(args));
  }

  @FieldResolver(() => GraphQLJSON, {
    description: 'Everything measured of its changes, from which `lamina answer` answers any question.',
  })
  async measuredChanges(
    @Root() { key }: Model,
    @Arg('reference', () => String, { nullable: true, description: 'How commands name the model; null = as it was registered.' })
    reference: string | null,
    @Ctx() { sqlReader }: RequestContext,
  ): Promise<AnswerFacts> {
    const read = <Row>(statement: Sql): Promise<readonly Row[]> => sqlReader.readRows(statement);
    return getAt(await readMeasuredChanges(read, [key], reference ?? undefined), 0);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the parameters that the largest SAFE removal takes out; null if no removal was judged.',
  })
  async removableAt(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await loadAnswer(loaders.get(createAnswerLoader), key, toBoardQuestion(args))).removableAt;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of the parameters that the largest removal takes out that is not TOO_COSTLY; null if no removal was judged.',
  })
  async removableUpTo(
    @Root() { key }: Model,
    @Args(() => RemovableArgs) args: RemovableArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<number | null> {
    return (await loadAnswer(loaders.get(createAnswerLoader), key, toBoardQuestion(args))).removableUpTo;
  }

  @Query(() => [BoardRow], {
    description: 'All models with measured changes. Those from which most can be removed within the accepted loss come first.',
  })
  board(@Args(() => RemovableArgs) args: RemovableArgs, @Ctx() { loaders, sqlReader }: RequestContext): Promise<readonly BoardRow[]> {
    return loadBoard(sqlReader, loaders.get(createAnswerLoader), toBoardQuestion(args));
  }
}

/** The removed units, as everywhere in the API. */
@Resolver(() => AnswerChange)
class AnswerChangeResolver {
  @FieldResolver(() => [Int], { description: "Whole removed layers, ascending, in the dense model's numbering." })
  removed(@Root() { remove }: AnswerChange): readonly number[] {
    return blocksOf(remove, 'block');
  }

  @FieldResolver(() => [Int], { description: 'Layers of which only the token mixer is removed.' })
  removedAttention(@Root() { remove }: AnswerChange): readonly number[] {
    return blocksOf(remove, 'attention');
  }

  @FieldResolver(() => [Int], { description: 'Layers of which only the MLP is removed.' })
  removedMlp(@Root() { remove }: AnswerChange): readonly number[] {
    return blocksOf(remove, 'mlp');
  }
}

/** The losses of an entry, as its own fields. */
@Resolver(() => AnswerEntry)
class AnswerEntryResolver {
  @FieldResolver(() => [AnswerTextLoss], { description: 'Its losses on texts.' })
  textLosses(@Root() { losses }: AnswerEntry): readonly AnswerTextLoss[] {
    return losses.texts;
  }

  @FieldResolver(() => [AnswerTaskLoss], { description: 'Its losses on benchmarks that can show a loss.' })
  taskLosses(@Root() { losses }: AnswerEntry): readonly AnswerTaskLoss[] {
    return losses.tasks;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of positions whose most likely next token changes, the largest over the texts; null = not measured.',
  })
  changedWords(@Root() { losses }: AnswerEntry): number | null {
    return losses.changedWords;
  }
}

/** The named change, as fields of the answer; null and empty where none is safe. */
@Resolver(() => Answer)
class AnswerFieldsResolver {
  @FieldResolver(() => AnswerChange, { nullable: true, description: 'The SAFE change that saves most; null if none is safe.' })
  change(@Root() { answer }: Answer): AnswerChange | null {
    return answer?.change ?? null;
  }

  @FieldResolver(() => [AnswerTextLoss], { description: 'Its losses on texts.' })
  textLosses(@Root() { answer }: Answer): readonly AnswerTextLoss[] {
    // Without a safe change there is nothing to lose.
    return answer?.losses.texts ?? [];
  }

  @FieldResolver(() => [AnswerTaskLoss], { description: 'Its losses on benchmarks that can show a loss.' })
  taskLosses(@Root() { answer }: Answer): readonly AnswerTaskLoss[] {
    // Without a safe change there is nothing to lose.
    return answer?.losses.tasks ?? [];
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Share of positions whose most likely next token changes; null = not measured.',
  })
  changedWords(@Root() { answer }: Answer): number | null {
    return answer?.losses.changedWords ?? null;
  }

  @FieldResolver(() => AnswerSaved, { nullable: true, description: 'What it saves.' })
  saved(@Root() { answer }: Answer): AnswerSaved | null {
    return answer?.saved ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The command that writes it.' })
  command(@Root() { answer }: Answer): string | null {
    return answer?.command ?? null;
  }

  @FieldResolver(() => [String], {
    description: 'Benchmarks that cannot show a loss: the whole model is at most three standard errors above chance.',
  })
  benchmarksLeftOut(@Root() { leftOut }: Answer): readonly string[] {
    return leftOut.benchmarks;
  }

  @FieldResolver(() => [AnswerLeftOut], { description: 'Measured changes that are no candidates.' })
  changesLeftOut(@Root() { leftOut }: Answer): readonly AnswerLeftOut[] {
    return [...Map.groupBy(leftOut.changes, ({ why }) => why)].map(([why, changes]) => ({ why, count: changes.length }));
  }
}

/** The answer of models, and the board. */
export const ANSWER_RESOLVERS = [
  ModelAnswerResolver,
  AnswerChangeResolver,
  AnswerEntryResolver,
  AnswerFieldsResolver,
  ...relations(AnswerEntry, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning that was measured; null for a quantized form.') }),
  ...relations(BoardRow, { model: row(MODELS, 'modelKey', 'The model.') }),
];
