use keras::prelude::*;

fn main() {
    sequential![RNN(Dense(3), input = (5, 2))];
    sequential![RNN(LSTM(3), input = (5, 2))];
    sequential![LSTMCell(3, input = (5, 2))];
    sequential![RNN(StackedRNNCells([LSTMCell(3), Dense(3)]), input = (5, 2))];
}
