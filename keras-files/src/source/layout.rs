//! Text in lines that are not too long, as rustfmt would write it.

/// How long a line may be, with what is around the text.
const WIDTH: usize = 92;

/// A call of something on arguments, and what follows it, in one line or in one for each argument.
pub fn call(begin: &str, arguments: &[String], end: &str) -> String {
    let line = format!("{begin}({}){end}", arguments.join(", "));
    if line.trim_end().chars().count() <= WIDTH || arguments.is_empty() {
        return line;
    }
    let arguments: String = arguments.iter().map(|argument| indented(&format!("{argument},"), 1)).collect();
    format!("{begin}(\n{arguments}){end}")
}

/// Lines further to the right.
pub fn indented(text: &str, levels: usize) -> String {
    let blank = "    ".repeat(levels);
    text.lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{blank}{line}\n") })
        .collect()
}
