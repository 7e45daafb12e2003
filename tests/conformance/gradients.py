"""Losses that are made of gradients, with their gradients by the weights: second and third derivatives of a network."""

import jax
from drawing import Draw
from keras import ops
from writing import array, arrays

ACTIVATIONS = ["tanh", "sigmoid", "softplus", "leaky_relu", "sin"]


def network(activation):
    function = ops.sin if activation == "sin" else vars(ops)[activation]

    def call(weights, x):
        kernel, bias, last = weights
        return ops.matmul(function(ops.matmul(x, kernel) + bias), last)

    return call


def gradient_penalty(call, weights, x):
    slope = jax.grad(lambda x: ops.sum(call(weights, x)))(x)
    length = ops.sqrt(ops.sum(ops.square(slope), axis=-1))
    return ops.mean(ops.square(length - 1.0))


def equation(call, weights, x):
    u = lambda x: call(weights, x)
    u_x = jax.grad(lambda x: ops.sum(u(x)))
    u_xx = jax.grad(lambda x: ops.sum(u_x(x)[:, 0]))
    return ops.mean(ops.square(u_xx(x)[:, 0:1] + 0.5 * u(x) * u_x(x)[:, 1:2] - ops.cos(u(x))))


def entropy(call, weights, x):
    entropy = lambda x: -ops.sum(ops.softmax(call(weights, x)) * ops.log_softmax(call(weights, x)))
    return ops.sum(ops.power(ops.abs(jax.grad(entropy)(x)), 1.5))


def fixture():
    smooth = [activation for activation in ACTIVATIONS if activation != "leaky_relu"]
    losses = [(gradient_penalty, ACTIVATIONS), (equation, smooth), (entropy, ACTIVATIONS)]
    return {"cases": [case(loss, activation) for loss, activations in losses for activation in activations]}


def case(loss, activation):
    draw = Draw(f"{loss.__name__} {activation}")
    columns = 3 if loss is entropy else 1
    weights = [draw.normal(2, 5), draw.normal(5), draw.normal(5, columns)]
    x = draw.normal(4, 2)
    value, gradients = jax.value_and_grad(lambda weights: loss(network(activation), weights, x))(weights)
    return {
        "loss": loss.__name__,
        "activation": activation,
        "weights": arrays(weights),
        "x": array(x),
        "value": array(value),
        "gradients": arrays(gradients),
    }
