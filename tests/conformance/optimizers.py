"""Optimizers: two weights after each of ten steps, along gradients of very different sizes; of those that look at a matrix as
a whole, two more of other shapes."""

from drawing import Draw
from keras import Variable, optimizers
from keras.optimizers import schedules
from writing import arrays

SOURCES = """
SGD()
SGD(0.1)
SGD(0.1, momentum=0.9)
SGD(0.1, momentum=0.9, nesterov=True)
SGD(0.1, weight_decay=0.2)
SGD(0.1, clipnorm=0.7)
SGD(0.1, global_clipnorm=0.7)
SGD(0.1, clipvalue=0.3)
SGD(schedules.ExponentialDecay(0.5, 3, 0.6), momentum=0.5)
SGD(0.1, momentum=0.9, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3)
RMSprop()
RMSprop(0.05, rho=0.8, epsilon=0.001)
RMSprop(0.05, momentum=0.6)
RMSprop(0.05, centered=True)
RMSprop(0.05, momentum=0.6, centered=True, weight_decay=0.1)
Adam()
Adam(0.1)
Adam(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01)
Adam(0.1, amsgrad=True)
Adam(0.1, weight_decay=0.3, global_clipnorm=1.0)
Adam(schedules.CosineDecay(0.0, 6, warmup_target=0.1, warmup_steps=3))
Adam(0.1, use_ema=True, ema_overwrite_frequency=2)
AdamW()
AdamW(0.1, weight_decay=0.2)
AdamW(0.1, amsgrad=True, clipnorm=0.5)
Adadelta()
Adadelta(1.0, rho=0.8, epsilon=0.001)
Adagrad()
Adagrad(0.1, initial_accumulator_value=0.0, epsilon=0.01)
Adamax()
Adamax(0.1, beta_1=0.7, beta_2=0.8, epsilon=0.01)
Adafactor()
Adafactor(0.1, beta_2_decay=-0.6, epsilon_1=0.001, epsilon_2=0.01, clip_threshold=0.5)
Adafactor(schedules.ExponentialDecay(0.5, 3, 0.6), relative_step=False, weight_decay=0.1, clipnorm=0.5)
Ftrl()
Ftrl(0.1, learning_rate_power=-0.3, initial_accumulator_value=0.5)
Ftrl(0.1, l1_regularization_strength=0.5, l2_regularization_strength=0.2, l2_shrinkage_regularization_strength=0.1, beta=0.3)
Lion()
Lion(0.1, beta_1=0.7, beta_2=0.8, weight_decay=0.1)
Nadam()
Nadam(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01)
Lamb()
Lamb(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01, weight_decay=0.1, global_clipnorm=0.5)
Muon()
Muon(0.1, exclude_layers=["kernel"], adam_lr_ratio=0.5, adam_weight_decay=0.3, adam_beta_1=0.7, adam_beta_2=0.9)
Muon(0.1, momentum=0.8, nesterov=False, ns_steps=3, rms_rate=None, weight_decay=0.2, adam_weight_decay=None)
Muon(0.1, muon_a=2.0, muon_b=-1.5, muon_c=0.5, exclude_embeddings=False, clipvalue=0.3)
Muon(0.1, exclude_layers=["^ern", "tall_.+s$"], exclude_embeddings=False)
ScheduleFreeAdamW()
ScheduleFreeAdamW(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01, warmup_steps=4, weight_decay=0.1)
ScheduleFreeAdamW(0.1, gradient_accumulation_steps=2)
SGD(0.1, momentum=0.9, gradient_accumulation_steps=3, clipnorm=0.7)
SGD(0.1, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=2)
SGD(0.1, gradient_accumulation_steps=2, loss_scale_factor=4.0, clipvalue=0.05)
SGD(0.1, loss_scale_factor=3.0, global_clipnorm=0.2)
Adam(schedules.ExponentialDecay(0.5, 3, 0.6), gradient_accumulation_steps=2, weight_decay=0.1, global_clipnorm=0.5)
Nadam(0.1, gradient_accumulation_steps=4)
Adafactor(0.1, gradient_accumulation_steps=2)
undecayed(AdamW(0.1, weight_decay=0.2), ["bias"])
undecayed(Muon(0.1, weight_decay=0.2), ["kernel"])
MultiOptimizer(OptimizerMap(SGD(0.1, momentum=0.9), {"bias": Adam(0.1, clipnorm=0.01)}))
MultiOptimizer(OptimizerMap(SGD(0.1, gradient_accumulation_steps=2), {".*er.*": AdamW(0.1, use_ema=True, ema_overwrite_frequency=2)}), loss_scale_factor=4.0)
""".strip().splitlines()

STEPS = 10


def fixture():
    return {"cases": [case(source) for source in SOURCES]}


NAMES = ["kernel", "bias", "tall_embeddings", "stack"]


def undecayed(optimizer, names):
    optimizer.exclude_from_weight_decay(var_names=names)
    return optimizer


def case(source):
    draw = Draw(source)
    optimizer = eval(source, {**vars(optimizers), "schedules": schedules, "undecayed": undecayed})
    start = [draw.normal(2, 3), draw.normal(3)]
    gradients = [[draw.normal(2, 3, scale=2.0), draw.normal(3, scale=0.02)] for _ in range(STEPS)]
    if isinstance(optimizer, (optimizers.Adafactor, optimizers.Lamb, optimizers.Muon)):
        start += [draw.normal(5, 3), draw.normal(2, 3, 2)]
        gradients = [step + [draw.normal(5, 3), draw.normal(2, 3, 2)] for step in gradients]
    weights = [Variable(values, name=name) for name, values in zip(NAMES, start)]
    after = []
    for gradient in gradients:
        optimizer.apply(gradient, weights)
        after.append(arrays(weight.numpy() for weight in weights))
    return {
        "keras": source,
        "start": arrays(start),
        "gradients": [arrays(gradient) for gradient in gradients],
        "after": after,
        "iterations": int(optimizer.iterations),
    }
