use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn attention_agrees_with_keras() {
    let mut cases = Cases::of("attention", &["Attention"]);
    cases.check(
        "Attention()",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            Attention()(query, value)
        }),
    );
    cases.check(
        "Attention()",
        graph!({
            let query = Input(4, 6);
            Attention()(query, query)
        }),
    );
    cases.check(
        "Attention()",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            Attention()(query, value, key)
        }),
    );
    cases.check(
        "Attention(use_scale=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            Attention(use_scale = true)(query, value)
        }),
    );
    cases.check(
        "Attention(score_mode='concat')",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            Attention(score_mode = concat)(query, value)
        }),
    );
    cases.check(
        "Attention(use_scale=True, score_mode='concat')",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            Attention(use_scale = true, score_mode = concat)(query, value, key)
        }),
    );
    cases.check(
        "Attention(), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            Attention(use_causal_mask = true)(query, query)
        }),
    );
    cases.check(
        "Attention(score_mode='concat'), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            Attention(score_mode = concat, use_causal_mask = true)(query, value)
        }),
    );
    cases.check(
        "Attention(), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (y, scores) = Attention(return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "Attention(), dict(masked=2)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            Attention()(query, value)
        }),
    );
    cases.check(
        "Attention(score_mode='concat', dropout=0.3), dict(masked=2, return_attention_scores=True)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            let (y, scores) =
                Attention(score_mode = concat, dropout = 0.3, return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "Attention(), dict(masked=2, use_causal_mask=True)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            Attention(use_causal_mask = true)(query, value)
        }),
    );
    cases.finish();
}

#[test]
fn additive_attention_agrees_with_keras() {
    let mut cases = Cases::of("attention", &["AdditiveAttention"]);
    cases.check(
        "AdditiveAttention()",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            AdditiveAttention()(query, value)
        }),
    );
    cases.check(
        "AdditiveAttention()",
        graph!({
            let query = Input(4, 6);
            AdditiveAttention()(query, query)
        }),
    );
    cases.check(
        "AdditiveAttention()",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            AdditiveAttention()(query, value, key)
        }),
    );
    cases.check(
        "AdditiveAttention(use_scale=False)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            AdditiveAttention(use_scale = false)(query, value)
        }),
    );
    cases.check(
        "AdditiveAttention(), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            AdditiveAttention(use_causal_mask = true)(query, query)
        }),
    );
    cases.check(
        "AdditiveAttention(), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (y, scores) = AdditiveAttention(return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "AdditiveAttention(), dict(masked=3)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 2));
            let key = Masking()(Input(5, 6));
            AdditiveAttention()(query, value, key)
        }),
    );
    cases.finish();
}

#[test]
fn multi_head_attention_agrees_with_keras() {
    let mut cases = Cases::of("attention", &["MultiHeadAttention"]);
    cases.check(
        "MultiHeadAttention(2, 3)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3)",
        graph!({
            let query = Input(4, 6);
            MultiHeadAttention(2, 3)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            MultiHeadAttention(2, 3)(query, value, key)
        }),
    );
    cases.check(
        "MultiHeadAttention(1, 4)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            MultiHeadAttention(1, 4)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(5, 1, value_dim=3), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            let (y, scores) =
                MultiHeadAttention(5, 1, value_dim = 3, return_attention_scores = true)(query, value, key);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, use_bias=False)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3, use_bias = false)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, output_shape=7)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3, output_shape = 7)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, output_shape=(2, 3))",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3, output_shape = (2, 3))(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, sliding_window=2)",
        graph!({
            let query = Input(4, 6);
            MultiHeadAttention(2, 3, sliding_window = 2)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, use_gate=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            MultiHeadAttention(2, 3, use_gate = true)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, 2, use_gate=True), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let (y, scores) =
                MultiHeadAttention(2, 3, 2, use_gate = true, return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, use_gate=True, use_bias=False)",
        graph!({
            let query = Input(4, 6);
            MultiHeadAttention(2, 3, use_gate = true, use_bias = false)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, kernel_regularizer=l2(0.02), bias_regularizer=l1(0.03))",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3, kernel_regularizer = l2(0.02), bias_regularizer = l1(0.03))(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, activity_regularizer=l2(0.02), use_gate=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            MultiHeadAttention(2, 3, activity_regularizer = l2(0.02), use_gate = true)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            MultiHeadAttention(2, 3, use_causal_mask = true)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(use_causal_mask=True)",
        graph!({
            let query = Input(5, 6);
            let value = Input(4, 6);
            MultiHeadAttention(2, 3, use_causal_mask = true)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, sliding_window=2), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            MultiHeadAttention(2, 3, sliding_window = 2, use_causal_mask = true)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (y, scores) = MultiHeadAttention(2, 3, return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(attention_mask=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let mask = Input(4, 5);
            MultiHeadAttention(2, 3)(query, value, attention_mask = mask)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(attention_mask=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 2);
            let key = Input(5, 6);
            let mask = Input(4, 5);
            MultiHeadAttention(2, 3)(query, value, key, attention_mask = mask)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(masked=2)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            MultiHeadAttention(2, 3)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(masked=3)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 2));
            let key = Masking()(Input(5, 6));
            MultiHeadAttention(2, 3)(query, value, key)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(masked=1, use_causal_mask=True)",
        graph!({
            let query = Masking()(Input(4, 6));
            MultiHeadAttention(2, 3, use_causal_mask = true)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(masked=2, return_attention_scores=True)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            let (y, scores) = MultiHeadAttention(2, 3, return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, dropout=0.3), dict(masked=2)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Masking()(Input(5, 6));
            MultiHeadAttention(2, 3, dropout = 0.3)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3), dict(masked=1, attention_mask=True)",
        graph!({
            let query = Masking()(Input(4, 6));
            let value = Input(5, 6);
            let mask = Input(4, 5);
            MultiHeadAttention(2, 3)(query, value, attention_mask = mask)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3)",
        graph!({
            let query = Input(4, 3, 6);
            MultiHeadAttention(2, 3)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=1), dict(return_attention_scores=True)",
        graph!({
            let (query, value) = (Input(4, 3, 6), Input(5, 3, 6));
            let (y, scores) =
                MultiHeadAttention(2, 3, attention_axes = 1)(query, value, return_attention_scores = true);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=(2, 1), use_gate=True), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 3, 6);
            let attention = MultiHeadAttention(
                2,
                3,
                attention_axes = (2, 1),
                use_gate = true,
                return_attention_scores = true,
            );
            let (y, scores) = attention(query, query);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=-2, output_shape=5)",
        graph!({
            let (query, value) = (Input(4, 3, 6), Input(4, 5, 6));
            MultiHeadAttention(2, 3, attention_axes = -2, output_shape = 5)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(1, 2, attention_axes=(1, 3), activity_regularizer=l2(0.02))",
        graph!({
            let query = Input(3, 2, 4, 5);
            MultiHeadAttention(1, 2, attention_axes = (1, 3), activity_regularizer = l2(0.02))(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=2), dict(masked=2)",
        graph!({
            let (query, value) = (Masking()(Input(4, 3, 6)), Masking()(Input(4, 5, 6)));
            MultiHeadAttention(2, 3, attention_axes = 2)(query, value)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=1), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 3, 6);
            MultiHeadAttention(2, 3, attention_axes = 1)(query, query, use_causal_mask = true)
        }),
    );
    cases.check(
        "MultiHeadAttention(2, 3, attention_axes=1, sliding_window=2)",
        graph!({
            let query = Input(4, 3, 6);
            MultiHeadAttention(2, 3, attention_axes = 1, sliding_window = 2)(query, query)
        }),
    );
    cases.check(
        "MultiHeadAttention(1, 2, attention_axes=2), dict(attention_mask=True)",
        graph!({
            let (query, value, mask) = (Input(4, 3, 6), Input(4, 5, 6), Input(4, 3, 5));
            MultiHeadAttention(1, 2, attention_axes = 2)(query, value, attention_mask = mask)
        }),
    );
    cases.check(
        "MultiHeadAttention(1, 2, attention_axes=1), dict(attention_mask=True)",
        graph!({
            let (query, value, mask) = (Input(4, 3, 6), Input(5, 3, 6), Input(4, 5));
            MultiHeadAttention(1, 2, attention_axes = 1)(query, value, attention_mask = mask)
        }),
    );
    cases.check(
        "MultiHeadAttention(1, 2), dict(attention_mask=True)",
        graph!({
            let (query, value, mask) = (Input(4, 3, 6), Input(2, 5, 6), Input(4, 3, 2, 5));
            MultiHeadAttention(1, 2)(query, value, attention_mask = mask)
        }),
    );
    cases.finish();
}

#[test]
fn grouped_query_attention_agrees_with_keras() {
    let mut cases = Cases::of("attention", &["GroupQueryAttention"]);
    cases.check(
        "GroupQueryAttention(3, 4, 2)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            GroupQueryAttention(3, 4, 2)(query, value)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2)",
        graph!({
            let query = Input(4, 6);
            GroupQueryAttention(3, 4, 2)(query, query)
        }),
    );
    cases.check(
        "GroupQueryAttention(2, 6, 2)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let key = Input(5, 2);
            GroupQueryAttention(2, 6, 2)(query, value, key)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 1, use_bias=False)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            GroupQueryAttention(3, 4, 1, use_bias = false)(query, value)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 4, use_gate=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            GroupQueryAttention(3, 4, 4, use_gate = true)(query, value)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2, sliding_window=2), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            GroupQueryAttention(3, 4, 2, sliding_window = 2)(query, query, use_causal_mask = true)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2, kernel_regularizer=l2(0.02), activity_regularizer=l2(0.02))",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            GroupQueryAttention(3, 4, 2, kernel_regularizer = l2(0.02), activity_regularizer = l2(0.02))(
                query, value,
            )
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2), dict(use_causal_mask=True)",
        graph!({
            let query = Input(4, 6);
            GroupQueryAttention(3, 4, 2)(query, query, use_causal_mask = true)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2), dict(return_attention_scores=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (y, scores) = GroupQueryAttention(3, 4, 2, return_attention_scores = true)(query, value);
            Concatenate()([Flatten()(y), Flatten()(scores)])
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2), dict(attention_mask=True)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let mask = Input(4, 5);
            GroupQueryAttention(3, 4, 2)(query, value, attention_mask = mask)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2), dict(masked=2)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (query, value) = (Masking()(query), Masking()(value));
            GroupQueryAttention(3, 4, 2)(query, value)
        }),
    );
    cases.check(
        "GroupQueryAttention(3, 4, 2, dropout=0.3), dict(masked=2)",
        graph!({
            let query = Input(4, 6);
            let value = Input(5, 6);
            let (query, value) = (Masking()(query), Masking()(value));
            GroupQueryAttention(3, 4, 2, dropout = 0.3)(query, value)
        }),
    );
    cases.finish();
}
