//! Tells tables that hold data from tables that only lay out a page.

use std::collections::HashSet;
use std::rc::Rc;

use html2text::Handle;

use super::dom;

/// Characters of a cell of data; longer ones are columns of a page.
const MAX_CELL: usize = 240;
/// Characters of a cell in a row that is read as one line ("Home | Shop | Contact").
const MAX_INLINE_CELL: usize = 60;
/// Rows and columns of a data table; larger ones are shown as text.
const MAX_ROWS: usize = 2_000;
const MAX_COLUMNS: usize = 24;

/// Identity of a node within one DOM.
pub(super) type NodeId = usize;

pub(super) fn id(node: &Handle) -> NodeId {
    Rc::as_ptr(node) as usize
}

/// What is known of the tables of a document.
#[derive(Debug, Default)]
pub(super) struct Tables {
    data: HashSet<NodeId>,
    inline_rows: HashSet<NodeId>,
}

impl Tables {
    /// Looks at all tables below a node in one pass, without recursion.
    pub(super) fn of(root: &Handle) -> Self {
        let mut survey = Survey::default();
        let mut stack = vec![Step::Enter(root.clone())];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(node) => {
                    if survey.enter(&node) {
                        stack.push(Step::Leave(node.clone()));
                    }
                    let below = dom::children(&node);
                    stack.extend(below.into_iter().rev().map(Step::Enter));
                }
                Step::Leave(node) => survey.leave(&node),
            }
        }
        survey.tables
    }

    /// Whether a table holds data.
    pub(super) fn is_data(&self, table: &Handle) -> bool {
        self.data.contains(&id(table))
    }

    /// Whether a row of a layout table is short enough to be read as one line.
    pub(super) fn is_inline_row(&self, row: &Handle) -> bool {
        self.inline_rows.contains(&id(row))
    }
}

enum Step {
    Enter(Handle),
    Leave(Handle),
}

#[derive(Default)]
struct Survey {
    tables: Tables,
    open: Vec<Table>,
}

/// A table that is being looked at.
#[derive(Default)]
struct Table {
    id: NodeId,
    /// Holds another table, a list, a heading or another thing that no cell of data holds.
    complex: bool,
    rows: usize,
    /// Rows with text in at least two cells.
    full_rows: usize,
    columns: usize,
    longest: usize,
    row: Row,
    cell: Cell,
}

#[derive(Clone, Copy, Default)]
struct Row {
    id: NodeId,
    cells: usize,
    filled: usize,
    longest: usize,
    complex: bool,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    text: usize,
    paragraphs: usize,
}

impl Survey {
    /// Takes note of a node; says whether its end matters too.
    fn enter(&mut self, node: &Handle) -> bool {
        let Some(name) = dom::element_name(node) else {
            self.add_text(node);
            return false;
        };
        match name {
            "table" => {
                // A table in a table makes the outer one layout.
                if let Some(outer) = self.open.last_mut() {
                    outer.complex = true;
                    outer.row.complex = true;
                }
                self.open.push(Table { id: id(node), ..Table::default() });
                true
            }
            "tr" => {
                if let Some(table) = self.open.last_mut() {
                    table.rows += 1;
                    table.row = Row { id: id(node), ..Row::default() };
                }
                true
            }
            "td" | "th" => {
                if let Some(table) = self.open.last_mut() {
                    table.row.cells += 1;
                    table.cell = Cell::default();
                }
                true
            }
            "ul" | "ol" | "blockquote" | "h1" | "h2" | "h3" | "pre" | "hr" => {
                if let Some(table) = self.open.last_mut() {
                    table.complex = true;
                    table.row.complex = true;
                }
                false
            }
            "p" | "div" | "br" => {
                if let Some(table) = self.open.last_mut() {
                    table.cell.paragraphs += 1;
                }
                false
            }
            _ => false,
        }
    }

    fn add_text(&mut self, node: &Handle) {
        if let Some(table) = self.open.last_mut()
            && let Some(text) = dom::text(node)
        {
            table.cell.text += text.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
        }
    }

    fn leave(&mut self, node: &Handle) {
        match dom::element_name(node) {
            Some("table") => {
                if let Some(table) = self.open.pop()
                    && table.holds_data()
                {
                    self.tables.data.insert(table.id);
                }
            }
            Some("tr") => {
                let Some(table) = self.open.last_mut() else { return };
                let row = std::mem::take(&mut table.row);
                table.columns = table.columns.max(row.cells);
                table.full_rows += usize::from(row.filled >= 2);
                table.longest = table.longest.max(row.longest);
                if !row.complex && row.filled >= 2 && row.longest <= MAX_INLINE_CELL {
                    self.tables.inline_rows.insert(row.id);
                }
            }
            Some("td" | "th") => {
                let Some(table) = self.open.last_mut() else { return };
                let cell = std::mem::take(&mut table.cell);
                table.row.filled += usize::from(cell.text > 0);
                table.row.longest = table.row.longest.max(cell.text);
                if cell.paragraphs > 4 {
                    table.complex = true;
                    table.row.complex = true;
                }
            }
            _ => {}
        }
    }
}

impl Table {
    /// Several rows and columns of short cells, most rows with something in more than one of them.
    fn holds_data(&self) -> bool {
        !self.complex
            && (2..=MAX_ROWS).contains(&self.rows)
            && (2..=MAX_COLUMNS).contains(&self.columns)
            && self.longest <= MAX_CELL
            && self.full_rows >= 2
            && self.full_rows * 5 >= self.rows * 3
    }
}
