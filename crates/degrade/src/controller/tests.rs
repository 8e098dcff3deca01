mod down;
mod hand;
mod properties;
mod scene;
mod trial;
mod up;
mod world;

use std::time::Duration;

use self::scene::{LEVELS, Scene, ms, secs, start};
use super::*;
